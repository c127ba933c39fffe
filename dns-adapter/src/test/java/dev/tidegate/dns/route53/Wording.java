package dev.tidegate.dns.route53;

import dev.tidegate.dns.route53.HostedZone.RecordSet;
import dev.tidegate.dns.route53.HostedZone.Step;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Route 53's XML, as its API reference shows it. */
final class Wording {
  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%s xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">";

  private Wording() {}

  static List<Step> batch(byte[] xml) throws Exception {
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml))
            .getDocumentElement();
    List<Step> steps = new ArrayList<>();
    for (Element change : all(root, "Change")) {
      Element set = all(change, "ResourceRecordSet").getFirst();
      steps.add(new Step(text(change, "Action").orElse(""), set(set)));
    }
    return steps;
  }

  private static RecordSet set(Element set) {
    return new RecordSet(
        text(set, "Name").orElse(""),
        text(set, "Type").orElse(""),
        text(set, "SetIdentifier").orElse(""),
        number(set, "Weight"),
        text(set, "CountryCode")
            .map(c -> c + text(set, "SubdivisionCode").map(s -> "-" + s).orElse("")),
        number(set, "TTL"),
        all(set, "Value").stream().map(Node::getTextContent).toList(),
        text(set, "DNSName"));
  }

  private static OptionalLong number(Element in, String name) {
    return text(in, name).map(t -> OptionalLong.of(Long.parseLong(t))).orElse(OptionalLong.empty());
  }

  private static Optional<String> text(Element in, String name) {
    return all(in, name).stream().map(Node::getTextContent).findFirst();
  }

  private static List<Element> all(Element in, String name) {
    NodeList nodes = in.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  static String listing(List<RecordSet> page, Optional<RecordSet> next, String hostedZone) {
    StringBuilder xml = new StringBuilder(HEAD.formatted("ListResourceRecordSetsResponse"));
    xml.append("<ResourceRecordSets>");
    page.forEach(set -> xml.append(told(set, hostedZone)));
    xml.append("</ResourceRecordSets>");
    xml.append("<IsTruncated>").append(next.isPresent()).append("</IsTruncated>");
    next.ifPresent(
        set -> {
          xml.append(element("NextRecordName", set.name()));
          xml.append(element("NextRecordType", set.type()));
          xml.append(set.id().isEmpty() ? "" : element("NextRecordIdentifier", set.id()));
        });
    return xml.append("<MaxItems>300</MaxItems></ListResourceRecordSetsResponse>").toString();
  }

  private static String told(RecordSet set, String hostedZone) {
    StringBuilder xml = new StringBuilder("<ResourceRecordSet>");
    xml.append(element("Name", set.name())).append(element("Type", set.type()));
    xml.append(set.id().isEmpty() ? "" : element("SetIdentifier", set.id()));
    set.weight().ifPresent(w -> xml.append(element("Weight", String.valueOf(w))));
    set.location().ifPresent(l -> xml.append(location(l)));
    set.ttl().ifPresent(t -> xml.append(element("TTL", String.valueOf(t))));
    if (!set.values().isEmpty()) {
      xml.append("<ResourceRecords>");
      set.values()
          .forEach(
              v ->
                  xml.append("<ResourceRecord>")
                      .append(element("Value", v))
                      .append("</ResourceRecord>"));
      xml.append("</ResourceRecords>");
    }
    set.alias()
        .ifPresent(
            target ->
                xml.append("<AliasTarget>")
                    .append(element("HostedZoneId", hostedZone))
                    .append(element("DNSName", target))
                    .append("<EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>"));
    return xml.append("</ResourceRecordSet>").toString();
  }

  private static String location(String text) {
    String[] parts = text.split("-");
    return "<GeoLocation>"
        + element("CountryCode", parts[0])
        + (parts.length > 1 ? element("SubdivisionCode", parts[1]) : "")
        + "</GeoLocation>";
  }

  static String change(String root, String id, String status) {
    return HEAD.formatted(root)
        + "<ChangeInfo>"
        + element("Id", "/change/" + id)
        + element("Status", status)
        + "<SubmittedAt>2026-11-22T00:00:00.000Z</SubmittedAt></ChangeInfo></"
        + root
        + ">";
  }

  static String error(Refusal refusal) {
    return HEAD.formatted("ErrorResponse")
        + "<Error><Type>Sender</Type>"
        + element("Code", refusal.code)
        + element("Message", String.valueOf(refusal.getMessage()))
        + "</Error><RequestId>b25f48e8-84fd-11e6-80d9-574e0c4664cb</RequestId></ErrorResponse>";
  }

  private static String element(String name, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    return "<" + name + ">" + escaped + "</" + name + ">";
  }
}
