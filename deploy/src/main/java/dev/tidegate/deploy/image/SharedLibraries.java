package dev.tidegate.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system's libraries that native parts want, as {@code ldd} finds them here: libc, its loader
 * and their kin. In the image they lie where they lie here, for there the loader looks. A base
 * image has its own and wants none of these.
 */
final class SharedLibraries {
  private static final Pattern FOUND = Pattern.compile("\\s*(\\S+) => (/\\S+) \\(0x[0-9a-f]+\\)");
  private static final Pattern LOADER = Pattern.compile("\\s*(/\\S+) \\(0x[0-9a-f]+\\)");
  private static final Pattern MISSING = Pattern.compile("\\s*(\\S+) => not found");

  /**
   * What libc itself asks for by name: of a C library before 2.34 the look-up of names, and of any
   * the end of a thread.
   */
  private static final List<String> ASKED_FOR_BY_LIBC =
      List.of("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2", "libgcc_s.so.1");

  private SharedLibraries() {}

  /**
   * Where each lies in the image, and its file here.
   *
   * @param parts native programs and libraries
   * @param within libraries below this directory are no part of the system
   * @throws IOException if one is missing here
   */
  static SortedMap<Path, Path> of(List<Path> parts, Path within)
      throws IOException, InterruptedException {
    SortedMap<Path, Path> all = new TreeMap<>();
    for (Path part : parts) {
      for (String line : Tool.run(List.of("ldd", part.toString())).lines().toList()) {
        take(line, part, within, all);
      }
    }
    addWhatLibcAsksFor(all);
    return all;
  }

  private static void take(String line, Path part, Path within, SortedMap<Path, Path> all)
      throws IOException {
    Matcher missing = MISSING.matcher(line);
    // The virtual machine is loaded before whoever wants it, from a place that ldd does not know.
    if (missing.matches() && !missing.group(1).equals("libjvm.so")) {
      throw new IOException(part + " wants " + missing.group(1) + ", which is not installed here");
    }
    Matcher found = FOUND.matcher(line);
    Matcher loader = LOADER.matcher(line);
    Path library =
        found.matches()
            ? Path.of(found.group(2))
            : loader.matches() ? Path.of(loader.group(1)) : null;
    if (library != null && !library.normalize().startsWith(within)) {
      all.put(library.normalize(), library.toRealPath());
    }
  }

  private static void addWhatLibcAsksFor(SortedMap<Path, Path> all) throws IOException {
    for (Path library : List.copyOf(all.keySet())) {
      if (Jars.name(library).equals("libc.so.6")) {
        for (String name : ASKED_FOR_BY_LIBC) {
          Path beside = library.resolveSibling(name);
          if (Files.exists(beside)) {
            all.put(beside, beside.toRealPath());
          }
        }
      }
    }
  }
}
