package dev.tidegate.launcher.prove;

import java.util.Locale;
import java.util.Map;

/** A few figures as a picture. */
public final class Bars {
  private static final int WIDTH = 640;
  private static final int LEFT = 190;
  private static final int ROW = 34;

  private Bars() {}

  /** Horizontal bars with their figures, as SVG. */
  public static String svg(String title, Map<String, Double> figures) {
    double most = figures.values().stream().mapToDouble(d -> d).max().orElse(1);
    int height = ROW * (figures.size() + 1) + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n"
            .formatted(WIDTH, height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    svg.append("<text x=\"8\" y=\"22\" font-weight=\"bold\">").append(title).append("</text>\n");
    int y = ROW;
    for (Map.Entry<String, Double> figure : figures.entrySet()) {
      double length = (WIDTH - LEFT - 90) * figure.getValue() / most;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"8\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"18\""
                  + " fill=\"#2a6f97\"/><text x=\"%.0f\" y=\"%d\">%,.0f</text>\n",
              y + 18,
              figure.getKey(),
              LEFT,
              y + 4,
              length,
              LEFT + length + 6,
              y + 18,
              figure.getValue()));
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }
}
