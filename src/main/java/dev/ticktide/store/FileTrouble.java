package dev.ticktide.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Explains in plain words why a file could not be used; the messages of the Java library are often just the name of a
 * class or of the file.
 */
public final class FileTrouble {

    private FileTrouble() {}

    /** The reason without the file's name, such as "there is no such file". */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        } else if (e instanceof AccessDeniedException) {
            return "this user has no permission";
        } else if (e instanceof NotDirectoryException) {
            return "part of the path is no folder";
        } else if (e instanceof FileAlreadyExistsException || e instanceof DirectoryNotEmptyException) {
            return "something else is there already";
        } else if (e instanceof CharacterCodingException) {
            return "it is no UTF-8 text";
        }
        if ("Is a directory".equals(e.getMessage())) {
            return "it is a folder";
        } else if ("Not a directory".equals(e.getMessage())
                || (e instanceof FileSystemException of && "Not a directory".equals(of.getReason()))) {
            return "part of the path is no folder";
        }
        String reason = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
        return reason == null ? "the system reports no reason" : reason;
    }
}
