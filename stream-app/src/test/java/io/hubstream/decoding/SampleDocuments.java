package io.hubstream.decoding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.Assumptions;

/** Documents of the tests: real ones where the checkout has them beside it, and made ones. */
final class SampleDocuments {

  private SampleDocuments() {}

  /** A real document from {@code shared/inputs} beside the project; skips the test where absent. */
  static Path real(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path file = folder.resolve("shared/inputs").resolve(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
      folder = folder.getParent();
    }
    Assumptions.abort("no sample document shared/inputs/" + name + " beside the project");
    throw new AssertionError("abort throws");
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A ZIP file with these entries: name, content, name, content... */
  static ByteBuffer zip(String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry(entries[i]));
        zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  /** A Word document with this one paragraph. */
  static ByteBuffer docx(String paragraph) throws IOException {
    return zip(
        "[Content_Types].xml",
        """
        <?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/word/document.xml"
         ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
        </Types>""",
        "_rels/.rels",
        """
        <?xml version="1.0"?>
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="r1" Target="word/document.xml"
         Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
        </Relationships>""",
        "word/document.xml",
        """
        <?xml version="1.0"?>
        <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
        <w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>"""
            .formatted(paragraph));
  }

  /** An OpenDocument text whose content names a file of this machine as an external entity. */
  static ByteBuffer odtThatNames(Path file) throws IOException {
    return zip(
        "mimetype",
        "application/vnd.oasis.opendocument.text",
        "content.xml",
        """
        <?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "%s">]>
        <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
         xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
        <office:body><office:text><text:p>before &secret; after</text:p></office:text></office:body>
        </office:document-content>"""
            .formatted(file.toUri()));
  }

  static ByteBuffer encryptedPdf() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      document.addPage(new PDPage());
      document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
      document.save(bytes);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }
}
