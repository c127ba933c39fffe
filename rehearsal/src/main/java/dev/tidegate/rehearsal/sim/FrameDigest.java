package dev.tidegate.rehearsal.sim;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A fingerprint of every figure of every frame. */
final class FrameDigest {
  private final MessageDigest hash;
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 13);

  FrameDigest() {
    try {
      hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every platform has SHA-256", e);
    }
  }

  void add(Frame frame) {
    buffer.clear();
    put((double) frame.second());
    add(frame.published());
    add(frame.viewers());
    add(frame.bad());
    for (double figure : frame.utilisation()) {
      put(figure);
    }
    add(frame.plan().shares());
    hash.update(buffer.flip());
  }

  private void add(double[][][] figures) {
    for (double[][] region : figures) {
      for (double[] place : region) {
        for (double figure : place) {
          put(figure);
        }
      }
    }
  }

  private void put(double figure) {
    if (buffer.remaining() < Double.BYTES) {
      buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer.flip());
    }
    buffer.putDouble(figure);
  }

  String hex() {
    return HexFormat.of().formatHex(hash.digest());
  }
}
