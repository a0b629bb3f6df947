package dev.ticktide.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MailAddressTest {

    record Case(String rule, String address, boolean valid) {
        @Override
        public String toString() {
            return rule;
        }
    }

    static Case[] cases() {
        return new Case[] {
            new Case("plain", "student1@example.org", true),
            new Case("plus and dots", "first.last+ticks@mail.example.co.uk", true),
            new Case("a host of this network", "root@localhost", true),
            new Case("international domain in its ASCII form", "a@xn--bcher-kva.example", true),
            new Case("no at", "student1", false),
            new Case("two ats", "a@b.c@d.e", false),
            new Case("empty", "", false),
            new Case("nothing before the at", "@b.c", false),
            new Case("nothing after the at", "a@", false),
            new Case("line break and header", "a@b.c\r\nBcc:d@e.f", false),
            new Case("bare line feed", "a@b.c\nd", false),
            new Case("line feed at the end", "a@b.c\n", false),
            new Case("comma", "a@b.c,d@e.f", false),
            new Case("semicolon", "a@b.c;d@e.f", false),
            new Case("angle trick", "<a@b.c>d@e.f", false),
            new Case("display name", "Anna <a@b.c>", false),
            new Case("quoted local part and literal", "\"x\"@[127.0.0.1]", false),
            new Case("quoted local part", "\"x y\"@b.c", false),
            new Case("address literal", "x@[127.0.0.1]", false),
            new Case("bare address literal", "x@127.0.0.1", false),
            new Case("comment", "a(hello)@b.c", false),
            new Case("group", "friends:a@b.c;", false),
            new Case("space", "a b@c.d", false),
            new Case("two dots", "a..b@c.d", false),
            new Case("dot first", ".a@c.d", false),
            new Case("empty label", "a@c..d", false),
            new Case("label ends in a hyphen", "a@c-.d", false),
            new Case("not ASCII", "ä@c.d", false),
            new Case("NUL", "a\0@c.d", false),
            new Case("local part of 65", "a".repeat(65) + "@c.d", false),
            new Case("255 characters", "a@" + "b.".repeat(126) + "c", false)
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void acceptsOnePlainAddress(Case row) {
        assertEquals(row.valid(), MailAddress.isValid(row.address()));
    }

    @Test
    void anyLengthIsJudgedQuickly() {
        assertEquals(false, MailAddress.isValid("a".repeat(1_000_000) + "@"));
        assertEquals(false, MailAddress.isValid("a@" + "a-".repeat(120) + "-"));
    }
}
