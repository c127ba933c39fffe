package dev.tidegate.launcher.rehearse;

import dev.tidegate.api.config.Formats;
import dev.tidegate.api.config.Parser;
import dev.tidegate.api.config.Section;
import dev.tidegate.rehearsal.sim.Clientele;
import dev.tidegate.rehearsal.sim.Scenario;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names that others in the file may refer to: given ones, else those of the standard stage. */
record Names(
    SortedSet<String> regions,
    SortedSet<String> networks,
    SortedSet<String> cdns,
    SortedSet<String> classes) {

  static Names in(Section root, Clientele clients) {
    return new Names(
        given(root, "regions", "region", StandardStage.REGIONS.stream().map(Scenario.Region::id)),
        given(
            root, "networks", "network", StandardStage.NETWORKS.stream().map(Scenario.Network::id)),
        given(root, "cdns", "cdn", StandardStage.CDNS.stream().map(Scenario.Cdn::id)),
        new TreeSet<>(clients.classes().stream().map(Clientele.Kind::id).toList()));
  }

  private static SortedSet<String> given(
      Section section, String key, String what, Stream<String> standard) {
    return section.isEmpty(key)
        ? standard.collect(Collectors.toCollection(TreeSet::new))
        : section.keys(key, Formats.id(what));
  }

  Parser<String> region() {
    return Formats.known("region", regions);
  }

  Parser<String> network() {
    return Formats.known("network", networks);
  }

  Parser<String> cdn() {
    return Formats.known("cdn", cdns);
  }

  /** One to go on with where the one that was meant is missing or at fault. */
  String anyCdn() {
    return cdns.isEmpty() ? "none" : cdns.first();
  }

  Parser<String> clientClass() {
    return Formats.known("class of clients", classes);
  }

  /** A vantage is named by its region and its number, from 0. */
  Parser<String> vantage() {
    return text -> {
      int dash = text.lastIndexOf('-');
      if (dash < 0 || !regions.contains(text.substring(0, dash))) {
        throw Formats.bad(text, "is not a vantage: write a region and a number, such as west-0");
      }
      return text;
    };
  }
}
