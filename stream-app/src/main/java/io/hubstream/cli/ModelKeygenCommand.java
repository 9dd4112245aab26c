package io.hubstream.cli;

import io.hubstream.signing.KeyFiles;
import io.hubstream.signing.SigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hubstream model keygen}. */
@Command(
    name = "keygen",
    description =
        "Makes an Ed25519 pair to approve versions with: the private key for whoever approves, the"
            + " public key for the service.",
    footer = {
      "",
      "Examples:",
      "  hubstream model keygen --out approver.pem",
      "  hubstream model promote scenes 3 --to production --key approver.pem -c service.properties",
      "",
      "The private key goes to FILE, readable by you alone, and is never printed; the public key goes",
      "to FILE.pub. Files that are there are left alone."
    })
final class ModelKeygenCommand extends BaseCommand {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to put the private key; the public key goes to FILE.pub.")
  private Path out = Path.of("");

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    SigningKey pair = SigningKey.generate();
    try {
      KeyFiles.write(out, pair);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.failed(
          "%s is there already and was left as it is; name another file with --out"
              .formatted(e.getMessage()),
          null);
    }
    String id = pair.verification().id();
    Path publicFile = KeyFiles.publicFile(out);
    if (json) {
      out()
          .println(
              compact(
                  object()
                      .put("keyId", id)
                      .put("privateKey", out.toString())
                      .put("publicKey", publicFile.toString())));
    } else {
      out().printf("Key %s%n  private  %s (keep it secret)%n  public   %s%n", id, out, publicFile);
      err().printf("Next: environment.public.keys = %s%n", publicFile.toAbsolutePath());
    }
    return 0;
  }
}
