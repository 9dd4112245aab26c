package io.hubstream.cli;

/** The command {@code hubstream}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    String version = Main.class.getPackage().getImplementationVersion();
    System.out.println("hubstream " + (version == null ? "(unpackaged)" : version));
  }
}
