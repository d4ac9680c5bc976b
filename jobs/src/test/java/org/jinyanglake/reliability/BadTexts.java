package org.jinyanglake.reliability;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * R1 to R25, R41, R42, R61 to R64: headers, cells, line ends, encodings and names of text files.
 */
final class BadTexts {
  private BadTexts() {}

  private static BadInput bad(String number, String what) {
    return new BadInput(number, what);
  }

  static List<BadInput> all() {
    return List.of(
        bad("R1", "a file of no bytes")
            .csv("")
            .file("b.csv", "id,amount,note\nA,1,x\n")
            .stores("A|1.00|x")
            .notes("r1/a.csv: the file is empty"),
        bad("R2", "a header only; a snapshot is not emptied by it")
            .table("loadMode", "snapshot")
            .file("1.csv", "id,amount,note\nA,1,x\n")
            .file("2.csv", "id,amount,note\n")
            .stores("A|1.00|x")
            .holds("r2/2.csv: no rows; a snapshot does not empty its table"),
        bad("R3", "no header although one is declared")
            .csv("A,1,x\nB,2,y\n")
            .holds("the first line has 0 of the 3 column names of the contract (id, amount, note)"),
        bad("R4", "a header in another order").csv("note,id,amount\nx,A,1\n").stores("A|1.00|x"),
        bad("R5", "a renamed column")
            .csv("id,amount,notes\nA,1,x\n")
            .holds(
                "the header lacks note (is note now notes?); contract: id, amount, note; file: id,"
                    + " amount, notes"),
        bad("R6", "a column more")
            .csv("id,colour,amount,note\nA,red,1,x\n")
            .stores("A|1.00|x")
            .notes("r6/a.csv: not in the contract, kept out: colour"),
        bad("R7", "a column less")
            .csv("id,note\nA,x\n")
            .holds("the header lacks amount; contract: id, amount, note; file: id, note"),
        bad("R8", "two columns of one name, width and case aside")
            .csv("id,amount,note,ＮＯＴＥ\nA,1,x,y\n")
            .holds("two columns are named ＮＯＴＥ (case, spaces and width aside)"),
        bad("R9", "numbers that are wider than declared")
            .column("id, logicalType: string")
            .column("amount, logicalType: integer, physicalType: int")
            .csv("id,amount\nA,3000000000\nB,1.5\nC,5\n")
            .stores("C|5")
            .refuses(
                "amount: an integer out of the range of int",
                "amount: a decimal point in an integer"),
        bad("R10", "too few and too many cells")
            .csv("id,amount,note\nA,1\nB,2,x,y\nC,3,z\n")
            .stores("C|3.00|z")
            .refuses("2 cells, but 3 are expected", "4 cells, but 3 are expected"),
        bad("R11", "a bad cell of a column that a query does not read")
            .csv("id,amount,note\nA,one,x\nB,2,y\n")
            .stores("B|2.00|y")
            .refuses("amount: letters in a decimal"),
        bad("R12", "a quote that is never closed")
            .csv("id,amount,note\nA,1,\"x\nB,2,y\n")
            .stores("B|2.00|y")
            .refuses("quote"),
        bad("R12b", "the same where cells may hold line breaks")
            .server("multiline", "true")
            .csv("id,amount,note\nA,1,\"x\nB,2,y\nC,3,z\n")
            .stores("B|2.00|y", "C|3.00|z")
            .refuses("quote"),
        bad("R13", "doubled quotes, and backslashes before quotes")
            .csv("id,amount,note\nA,1,\"say \"\"hi\"\"\"\n\"C:\\dir\\\",2,x\n")
            .stores("A|1.00|say \"hi\"", "C:\\dir\\|2.00|x"),
        bad("R14", "a line break inside quotes")
            .server("multiline", "true")
            .csv("id,amount,note\nA,1,\"x\ny\"\nB,zwei,z\n")
            .stores("A|1.00|x\ny")
            .refuses("amount: letters in a decimal"),
        bad("R15", "line ends of three kinds in one file")
            .server("multiline", "true")
            .csv("id,amount,note\r\nA,1,x\nB,2,y\rC,3,z\r\nD,4,w")
            .stores("A|1.00|x", "B|2.00|y", "C|3.00|z", "D|4.00|w"),
        bad("R16", "blank lines, and no end of the last line")
            .csv("id,amount,note\n\nA,1,x\n\n\nB,2,y")
            .stores("A|1.00|x", "B|2.00|y"),
        bad("R17", "a NUL")
            .csv("id,amount,note\nA,1,x\0\nB,2,y\n")
            .stores("B|2.00|y")
            .refuses("NUL"),
        bad("R18", "control characters, and half a surrogate pair")
            .file(
                "a.csv",
                "id,amount,note\nA,1,x\u0007\nB,2,\u00ed\u00a0\u0080\n" + "C,3,y\n".repeat(200),
                "ISO-8859-1")
            .stores(Collections.nCopies(200, "C|3.00|y").toArray(String[]::new))
            .refuses("control", "not UTF-8"),
        bad("R19", "byte-order marks, at the start and of a part that was appended")
            .csv("\ufeffid,amount,note\nA,1,x\n\ufeffB,2,y\nC,3,z\n")
            .stores("A|1.00|x", "C|3.00|z")
            .refuses("byte-order mark"),
        bad("R20", "GBK that is declared UTF-8")
            .file("a.csv", "id,amount,note\n坞城,1,太原市\n", "GBK")
            .holds("line 2, byte 15: "),
        bad("R21", "an encoding that changes half-way")
            .file("a.csv", twoEncodings())
            .holds("line 102, byte "),
        bad("R22", "characters of GB18030 in a file that is declared GBK")
            .server("encoding", "GBK")
            .file("a.csv", "id,amount,note\n㐀,1,𠀀\n", "GB18030")
            .stores("㐀|1.00|𠀀"),
        bad("R23", "UTF-16 with a byte-order mark, found")
            .server("encoding", "detect")
            .file("a.csv", "\ufeffid,amount,note\n坞城,1,x\n", "UTF-16LE")
            .stores("坞城|1.00|x"),
        bad("R23b", "UTF-16 that is declared UTF-8")
            .file("a.csv", "\ufeffid,amount,note\n坞城,1,x\n", "UTF-16BE")
            .holds("UTF-16"),
        bad("R24", "a character that is cut at the end of the file")
            .file("a.csv", cut("id,amount,note\nA,1,x\nB,2,太"))
            .stores("A|1.00|x")
            .refuses("not UTF-8"),
        bad("R25", "twenty bytes of GBK, which detectors take for something else")
            .server("encoding", "GBK")
            .file("a.csv", "id,amount,note\n中,1,文\n", "GBK")
            .stores("中|1.00|文"),
        bad("R41", "a line of 17 MB")
            .csv("id,amount,note\nA,1," + "x".repeat(17 << 20) + "\nB,2,y\n")
            .stores("B|2.00|y")
            .refuses("longer than 16 MB"),
        bad("R42", "two million columns")
            .csv("c,".repeat(2_000_000) + "id\nA\n")
            .holds("2000001 columns, more than 10000"),
        bad("R61", "names that Spark skips in silence")
            .file("_a.csv", "id,amount,note\nA,1,x\n")
            .file(".b.csv", "id,amount,note\nB,1,x\n")
            .file("c.csv._COPYING_", "id,amount,note\nC,1,x\n")
            .file("d.csv", "id,amount,note\nD,1,x\n")
            .stores("D|1.00|x")
            .notes(
                "r61/_a.csv: ignored by name, which begins with _",
                "r61/.b.csv: ignored by name, which begins with .",
                "r61/c.csv._COPYING_: still being written"),
        bad("R62", "names that mean something to Hadoop")
            .file("a[1].csv", "id,amount,note\nA,1,x\n")
            .file("{b},*%41?.csv", "id,amount,note\nB,1,x\n")
            .file("c d\n:e.csv", "id,amount,note\nC,1,x\n")
            .file("名".repeat(83) + ".csv", "id,amount,note\nD,1,x\n")
            .stores("A|1.00|x", "B|1.00|x", "C|1.00|x", "D|1.00|x"),
        bad("R63", "names that differ by case or Unicode form only")
            .file("a.csv", "id,amount,note\nA,1,x\n")
            .file("A.csv", "id,amount,note\nB,1,x\n")
            .file("\u00e9.csv", "id,amount,note\nC,1,x\n")
            .file("e\u0301.csv", "id,amount,note\nD,1,x\n")
            .stores("A|1.00|x", "B|1.00|x", "C|1.00|x", "D|1.00|x")
            .notes("differs from city/r63/A.csv in case or Unicode form only; both are read"),
        bad("R64", "a file that is still being written, by its name")
            .file("a.csv.part", "id,amount,note\nA,1,x\n")
            .file("b.csv", "id,amount,note\nB,1,x\n")
            .stores("B|1.00|x")
            .notes("r64/a.csv.part: still being written, as its name ends in .part"));
  }

  private static byte[] twoEncodings() {
    byte[] first = ("id,amount,note\n" + "太原,1,x\n".repeat(100)).getBytes(StandardCharsets.UTF_8);
    byte[] second = "坞城街道,2,山西省太原市\n".repeat(100).getBytes(Charset.forName("GBK"));
    return concat(first, second);
  }

  private static byte[] cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return java.util.Arrays.copyOf(bytes, bytes.length - 1);
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
