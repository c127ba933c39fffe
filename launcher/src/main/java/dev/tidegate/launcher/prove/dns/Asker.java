package dev.tidegate.launcher.prove.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks one server on loopback, one question at a time, without a cache. */
public final class Asker implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 500;

  private final DatagramSocket socket = new DatagramSocket();
  private final byte[] buffer = new byte[4096];

  public Asker(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Whom a name is an alias of; empty if of nobody, or if no answer came in half a second. */
  public Optional<String> alias(String name, Optional<String> subnet) throws IOException {
    for (Record record : ask(name, Type.CNAME, subnet).getSection(Section.ANSWER)) {
      if (record instanceof CNAMERecord cname) {
        return Optional.of(cname.getTarget().toString());
      }
    }
    return Optional.empty();
  }

  /** True if it answers for this zone. */
  public boolean serves(String zone) throws IOException {
    return ask(zone, Type.SOA, Optional.empty()).getHeader().getFlag(Flags.AA);
  }

  private Message ask(String name, int type, Optional<String> subnet) throws IOException {
    Message question = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    if (subnet.isPresent()) {
      ClientSubnetOption option = new ClientSubnetOption(24, InetAddress.ofLiteral(subnet.get()));
      question.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(option)), Section.ADDITIONAL);
    }
    byte[] wire = question.toWire();
    socket.send(new DatagramPacket(wire, wire.length));
    while (true) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException _) {
        return new Message(); // says nothing
      }
      Message answer = new Message(Arrays.copyOf(buffer, packet.getLength()));
      if (answer.getHeader().getID() == question.getHeader().getID()) {
        return answer;
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
