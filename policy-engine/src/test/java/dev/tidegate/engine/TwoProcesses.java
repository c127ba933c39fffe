package dev.tidegate.engine;

import dev.tidegate.answer.SnapshotCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Prints a digest of everything the engine did in a seeded loop: for comparing two processes. */
final class TwoProcesses {
  private TwoProcesses() {}

  public static void main(String[] args) throws NoSuchAlgorithmException {
    System.out.println(digest(Long.parseLong(args[0]), Integer.parseInt(args[1])));
  }

  static String digest(long seed, int seconds) throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    Loop loop = new Loop(seed, 2, 4_000, true);
    loop.faults = (r, n, c, t) -> c.equals("cdn-a") && r.equals("r0") && t > 60 ? 0.1 : 0.004;
    while (loop.second < seconds) {
      loop.tick();
      sha.update(SnapshotCodec.bytes(loop.last.snapshot()));
      sha.update(Engine.save(loop.last.state()));
      sha.update(loop.last.decisions().toString().getBytes(StandardCharsets.UTF_8));
    }
    return loop.decisions.size() + " decisions " + HexFormat.of().formatHex(sha.digest());
  }
}
