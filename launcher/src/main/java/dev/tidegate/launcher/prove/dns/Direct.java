package dev.tidegate.launcher.prove.dns;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Changes as many records as we do, by the tool that an operator would take. */
sealed interface Direct {
  /** A name whose answer is another after each change. */
  String watched();

  /** Starts the tool and waits for its end. */
  void change(String host) throws IOException, InterruptedException;

  /** Twenty aliases in one signed message: a shift of 20 points moves as many buckets. */
  record Nsupdate(Daemon daemon) implements Direct {
    private static final int NAMES = 20;

    @Override
    public String watched() {
      return "d00.direct.cdn.test.";
    }

    @Override
    public void change(String host) throws IOException, InterruptedException {
      StringBuilder script = new StringBuilder();
      script.append("server 127.0.0.1 ").append(daemon.port()).append("\nzone cdn.test.\n");
      for (int i = 0; i < NAMES; i++) {
        String name = "d%02d.direct.cdn.test.".formatted(i);
        script.append("update delete ").append(name).append(" CNAME\n");
        script.append("update add ").append(name).append(" 20 CNAME ").append(host).append('\n');
      }
      run(
          List.of("nsupdate", "-v", "-y", "hmac-sha256:tidegate:" + Daemon.SECRET),
          script.append("send\n").toString());
    }
  }

  /** One LUA record by PATCH. */
  record Curl(Daemon daemon) implements Direct {
    @Override
    public String watched() {
      return "direct.cdn.test.";
    }

    @Override
    public void change(String host) throws IOException, InterruptedException {
      String lua = "CNAME \\\"pickwrandom({{100,'" + host + "'}})\\\"";
      String body =
          "{\"rrsets\":[{\"name\":\"direct.cdn.test.\",\"type\":\"LUA\",\"ttl\":20,\"changetype\":\"REPLACE\",\"records\":[{\"content\":\""
              + lua
              + "\",\"disabled\":false}]}]}";
      run(
          List.of(
              "curl",
              "-sS",
              "--fail",
              "-X",
              "PATCH",
              "-H",
              "X-API-Key: " + Daemon.SECRET,
              "-H",
              "Content-Type: application/json",
              "--data-binary",
              "@-",
              daemon.apiBase() + "/api/v1/servers/localhost/zones/cdn.test."),
          body);
    }
  }

  private static void run(List<String> command, String input)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.getFirst() + " failed: " + said);
    }
  }
}
