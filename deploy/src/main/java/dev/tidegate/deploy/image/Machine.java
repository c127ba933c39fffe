package dev.tidegate.deploy.image;

import java.io.IOException;

/**
 * The kind of processor, as everyone spells it differently.
 *
 * @param inImages in the image's description
 * @param inJars in the names of native libraries
 */
record Machine(String inImages, String inJars) {
  /**
   * This one: an image is made for the kind of machine that makes it.
   *
   * @throws IOException if it is none that the product has native libraries for
   */
  static Machine here() throws IOException {
    String name = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    return switch (name) {
      case "Linux amd64" -> new Machine("amd64", "x86_64");
      case "Linux aarch64" -> new Machine("arm64", "aarch");
      default ->
          throw new IOException("an image is made on Linux, amd64 or aarch64; this is " + name);
    };
  }
}
