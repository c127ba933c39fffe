package dev.tidegate.dns.route53;

import dev.tidegate.dns.route53.HostedZone.RecordSet;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server of the hosted zone: draws by weight, and takes everyone to come from nowhere. */
final class Answering implements AutoCloseable {
  private final DatagramSocket socket;
  private final HostedZone zone;
  private final Random random = new Random(53);

  Answering(HostedZone zone, int port) throws IOException {
    this.zone = zone;
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread.ofVirtual().start(this::run);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void run() {
    byte[] buffer = new byte[4096];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] question = new byte[packet.getLength()];
        System.arraycopy(buffer, 0, question, 0, question.length);
        byte[] answer = answer(new Message(question)).toWire();
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        // closed, or a question that is none
      }
    }
  }

  private Message answer(Message query) throws IOException {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    Record question = query.getQuestion();
    answer.addRecord(question, Section.QUESTION);
    if (zone.failing && question.getType() != Type.SOA) {
      answer.getHeader().setRcode(Rcode.SERVFAIL);
      return answer;
    }
    String name = question.getName().toString();
    List<RecordSet> there = at(name);
    if (there.isEmpty()) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    Optional<RecordSet> chosen = choose(there, Type.string(question.getType()));
    if (chosen.isPresent()) {
      RecordSet set = chosen.get();
      long ttl = set.ttl().orElse(0);
      for (String value : set.values()) {
        answer.addRecord(
            Record.fromString(
                question.getName(), Type.value(set.type()), DClass.IN, ttl, value, Name.root),
            Section.ANSWER);
      }
    }
    return answer;
  }

  private List<RecordSet> at(String name) {
    return zone.served().values().stream().filter(s -> s.name().equalsIgnoreCase(name)).toList();
  }

  private Optional<RecordSet> choose(List<RecordSet> there, String type) {
    List<RecordSet> sets = new ArrayList<>(there);
    sets.removeIf(s -> !s.type().equals(type) && !s.type().equals("CNAME"));
    if (sets.isEmpty()) {
      return Optional.empty();
    }
    if (sets.getFirst().weight().isPresent()) {
      return Optional.of(draw(sets));
    }
    if (sets.getFirst().location().isPresent()) {
      return sets.stream()
          .filter(s -> s.location().equals(Optional.of("*")))
          .findFirst()
          .flatMap(s -> s.alias())
          .flatMap(target -> choose(at(target), type));
    }
    return Optional.of(sets.getFirst());
  }

  /** All of weight 0 count as equal. */
  private RecordSet draw(List<RecordSet> sets) {
    long sum = sets.stream().mapToLong(s -> s.weight().orElse(0)).sum();
    if (sum == 0) {
      return sets.get(random.nextInt(sets.size()));
    }
    long at = random.nextLong(sum);
    for (RecordSet set : sets) {
      at -= set.weight().orElse(0);
      if (at < 0) {
        return set;
      }
    }
    return sets.getLast();
  }

  @Override
  public void close() {
    socket.close();
  }
}
