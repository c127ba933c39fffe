package dev.tidegate.dns.responder;

import java.util.Arrays;

/**
 * One question, taken apart in place. One instance a thread, filled anew for each: nothing of an
 * earlier question is left in it.
 */
final class Query {
  /** Records beside the question that are looked through; honest clients send one. */
  private static final int MOST_ADDITIONAL = 4;

  private static final int V4 = 1;
  private static final int V6 = 2;

  /** What was found. */
  enum Form {
    /** Not to be answered: no query at all. */
    DROP,
    /** Answered by its header alone. */
    HEADER_ONLY,
    /** A whole question. */
    WHOLE
  }

  /** The question's name in lower case, as octets. */
  final byte[] name = new byte[Wire.MOST_NAME + 1];

  int nameLength;
  int nameHash;
  int type;
  int clas;
  int rcode;

  /** Where the question ends. */
  int end;

  boolean edns;
  int udpSize;

  boolean subnet;
  int family;
  int sourceBits;

  /** The subnet's address, masked; its first {@code family == 1 ? 4 : 16} octets count. */
  final byte[] address = new byte[16];

  private int optionOffset;

  /** Takes {@code length} octets apart. */
  Form read(byte[] message, int length) {
    edns = false;
    subnet = false;
    udpSize = 512;
    rcode = Wire.NOERROR;
    end = Wire.HEADER;
    if (length < Wire.HEADER || (message[2] & 0x80) != 0) {
      return Form.DROP;
    }
    if ((message[2] >> 3 & 0xf) != 0) {
      rcode = Wire.NOTIMP;
      return Form.HEADER_ONLY;
    }
    int additional = Wire.u16(message, 10);
    boolean plain =
        Wire.u16(message, 4) == 1
            && Wire.u16(message, 6) == 0
            && Wire.u16(message, 8) == 0
            && additional <= MOST_ADDITIONAL;
    if (!plain || !readQuestion(message, length) || !readAdditional(message, length, additional)) {
      rcode = Wire.FORMERR;
      return Form.HEADER_ONLY;
    }
    return Form.WHOLE;
  }

  private boolean readQuestion(byte[] message, int length) {
    int at = Wire.HEADER;
    int hash = 1;
    while (true) {
      if (at >= length || at - Wire.HEADER >= Wire.MOST_NAME) {
        return false;
      }
      int label = message[at] & 0xff;
      if (label > Wire.MOST_LABEL || at + label >= length) {
        return false;
      }
      for (int i = at; i <= at + label; i++) {
        byte c = message[i];
        byte lower = i > at && c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
        if (i - Wire.HEADER >= Wire.MOST_NAME) {
          return false;
        }
        name[i - Wire.HEADER] = lower;
        hash = hash * 31 + lower;
      }
      at += label + 1;
      if (label == 0) {
        break;
      }
    }
    if (at + 4 > length) {
      return false;
    }
    nameLength = at - Wire.HEADER;
    nameHash = hash;
    type = Wire.u16(message, at);
    clas = Wire.u16(message, at + 2);
    end = at + 4;
    return true;
  }

  private boolean readAdditional(byte[] message, int length, int count) {
    int at = end;
    for (int i = 0; i < count; i++) {
      int owner = at;
      at = skipName(message, length, at);
      if (at < 0 || at + 10 > length) {
        return false;
      }
      int data = Wire.u16(message, at + 8);
      int next = at + 10 + data;
      if (next > length) {
        return false;
      }
      if (Wire.u16(message, at) == Wire.OPT
          && (edns || message[owner] != 0 || !readOpt(message, at, next))) {
        return false;
      }
      at = next;
    }
    return true;
  }

  /** Behind a name that may end in a pointer, which is not followed; negative if there is none. */
  private static int skipName(byte[] message, int length, int from) {
    int at = from;
    while (at < length && at - from <= Wire.MOST_NAME) {
      int label = message[at] & 0xff;
      if (label == 0) {
        return at + 1;
      }
      if (label >= 0xc0) {
        return at + 2;
      }
      if (label > Wire.MOST_LABEL) {
        return -1;
      }
      at += label + 1;
    }
    return -1;
  }

  private boolean readOpt(byte[] message, int at, int next) {
    edns = true;
    udpSize = Math.max(512, Wire.u16(message, at + 2));
    if (message[at + 5] != 0) { // version
      rcode = Wire.BADVERS;
      return true;
    }
    int option = at + 10;
    while (option < next) {
      if (option + 4 > next) {
        return false;
      }
      int code = Wire.u16(message, option);
      int size = Wire.u16(message, option + 2);
      if (option + 4 + size > next) {
        return false;
      }
      if (code == Wire.CLIENT_SUBNET && !readSubnet(message, option + 4, size)) {
        return false;
      }
      option += 4 + size;
    }
    return true;
  }

  private boolean readSubnet(byte[] message, int at, int size) {
    if (subnet || size < 4) {
      return false;
    }
    family = Wire.u16(message, at);
    sourceBits = message[at + 2] & 0xff;
    int scope = message[at + 3] & 0xff;
    int octets = (sourceBits + 7) / 8;
    boolean known = (family == V4 && sourceBits <= 32) || (family == V6 && sourceBits <= 128);
    if (!known || scope != 0 || size != 4 + octets) {
      return false;
    }
    Arrays.fill(address, (byte) 0);
    System.arraycopy(message, at + 4, address, 0, octets);
    int left = octets * 8 - sourceBits;
    if (left > 0 && (address[octets - 1] & (1 << left) - 1) != 0) {
      return false; // bits set behind the prefix
    }
    subnet = true;
    optionOffset = at;
    return true;
  }

  /** Where the subnet's octets stand in the message, to be echoed as they came. */
  int subnetOffset() {
    return optionOffset;
  }

  /** The bits by which subnets are told apart: of a finer one the rest is not looked at. */
  int scopeBits() {
    return Math.min(sourceBits, family == V4 ? Subnets.V4_BITS : Subnets.V6_BITS);
  }

  /** True if the question names a subnet that may be looked at. */
  boolean hasSubnet() {
    return subnet && sourceBits > 0;
  }

  /** The subnet's address, cut to {@link #scopeBits}. */
  byte[] subnetAddress() {
    byte[] cut = new byte[family == V4 ? 4 : 16];
    int bits = scopeBits();
    System.arraycopy(address, 0, cut, 0, (bits + 7) / 8);
    if (bits % 8 != 0) {
      cut[bits / 8] &= (byte) (0xff << (8 - bits % 8));
    }
    return cut;
  }
}
