package dev.ticktide.stats;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.ticktide.stats.Sources.Source;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Measures methods and constructors with the compiler's own parser: their lines from the opening brace to the closing one, both counted. */
final class LongMethods extends TreePathScanner<Void, CompilationUnitTree> {

    record Method(String path, long line, String name, long lines) {

        @Override
        public String toString() {
            return "%d lines: %s:%d %s".formatted(lines, path, line, name);
        }
    }

    private final Trees trees;
    private final List<Method> methods = new ArrayList<>();

    private LongMethods(JavacTask task) {
        trees = Trees.instance(task);
    }

    /** Methods of more than so many lines, the longest first. */
    static List<Method> over(int mostLines, List<Source> files) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IOException("this is a Java runtime without a compiler; set JAVA_HOME to a JDK");
        }
        List<JavaFileObject> units = files.stream().map(LongMethods::unit).toList();
        var task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, units);
        var scanner = new LongMethods(task);
        for (CompilationUnitTree unit : task.parse()) {
            scanner.scan(unit, unit);
        }
        return scanner.methods.stream()
                .filter(method -> method.lines() > mostLines)
                .sorted((a, b) -> Long.compare(b.lines(), a.lines()))
                .toList();
    }

    @Override
    public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
        if (method.getBody() != null) {
            var positions = trees.getSourcePositions();
            var lines = unit.getLineMap();
            long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
            long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
            String name = method.getName().toString();
            methods.add(new Method(
                    unit.getSourceFile().getName().substring(1),
                    first,
                    name.equals("<init>") ? "constructor" : name,
                    last - first + 1));
        }
        return super.visitMethod(method, unit);
    }

    private static JavaFileObject unit(Source file) {
        String text = String.join("\n", file.lines());
        return new SimpleJavaFileObject(URI.create("string:///" + file.path()), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
