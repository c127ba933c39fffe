package dev.tidegate.probe;

import dev.tidegate.telemetry.ProbeResult.Outcome;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads as much of an MPD (ISO/IEC 23009-1) as the live edge needs: the newest period that has
 * begun, its first adaptation set with a SegmentTemplate, the first representation of it. The XML
 * may hold no DTD and no entities of its own.
 */
final class DashManifest {
  private DashManifest() {}

  /**
   * The live edge.
   *
   * @param now by the clock of the world; a numbered template counts from its availabilityStartTime
   * @throws ProbeFailed CONTENT
   */
  static LiveView read(URI from, String text, Instant now) throws ProbeFailed {
    try {
      Element mpd = parse(text);
      if (!"MPD".equals(mpd.getLocalName())) {
        throw new ProbeFailed(Outcome.CONTENT, "not an MPD: " + mpd.getLocalName());
      }
      return view(from, mpd, now);
    } catch (SAXException | IOException e) {
      throw new ProbeFailed(Outcome.CONTENT, "malformed XML: " + e.getMessage());
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      throw new ProbeFailed(Outcome.CONTENT, "a malformed MPD: " + e.getMessage());
    }
  }

  private static Element parse(String text) throws SAXException, IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own parser lacks a feature", e);
    }
  }

  private static LiveView view(URI from, Element mpd, Instant now) throws ProbeFailed {
    Optional<Instant> begins = attribute(mpd, "availabilityStartTime").map(DashManifest::instant);
    Element period = period(mpd, begins, now);
    Duration start = duration(period, "start").orElse(Duration.ZERO);
    for (Element set : children(period, "AdaptationSet")) {
      for (Element representation : children(set, "Representation")) {
        List<Element> chain = List.of(period, set, representation);
        DashTemplate template = DashTemplate.of(chain);
        if (template != null) {
          URI base = base(from, List.of(mpd, period, set, representation));
          boolean ended = !"dynamic".equals(mpd.getAttribute("type"));
          return template.view(base, begins.map(b -> b.plus(start)), ended, now);
        }
      }
    }
    throw new ProbeFailed(Outcome.CONTENT, "an MPD without a SegmentTemplate");
  }

  /** The last period that has begun; a later one may be announced before its time. */
  private static Element period(Element mpd, Optional<Instant> begins, Instant now)
      throws ProbeFailed {
    List<Element> periods = children(mpd, "Period");
    if (periods.isEmpty()) {
      throw new ProbeFailed(Outcome.CONTENT, "an MPD without a Period");
    }
    Element chosen = periods.getFirst();
    for (Element period : periods) {
      Duration start = duration(period, "start").orElse(Duration.ZERO);
      if (begins.isEmpty() || !begins.get().plus(start).isAfter(now)) {
        chosen = period;
      }
    }
    return chosen;
  }

  private static URI base(URI from, List<Element> chain) throws ProbeFailed {
    URI base = from;
    for (Element element : chain) {
      List<Element> given = children(element, "BaseURL");
      if (!given.isEmpty()) {
        base = Links.resolve(base, given.getFirst().getTextContent().strip());
      }
    }
    return base;
  }

  static Instant instant(String text) {
    // Without an offset the standard means UTC.
    boolean offset = text.endsWith("Z") || text.matches(".*[+-]\\d\\d:?\\d\\d");
    return OffsetDateTime.parse(offset ? text : text + "Z").toInstant();
  }

  private static Optional<Duration> duration(Element element, String name) {
    return attribute(element, name).map(Duration::parse);
  }

  static Optional<String> attribute(Element element, String name) {
    String value = element.getAttribute(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element element && name.equals(element.getLocalName())) {
        found.add(element);
      }
    }
    return found;
  }
}
