package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;

/**
 * Where metrics and health are served.
 *
 * @param host address to listen on
 * @param port 0 picks a free one, -1 serves nothing
 */
public record HttpSettings(String host, int port) {
  public static final String HOST = "http.host";
  public static final String PORT = "http.port";

  static final Concern CONCERN =
      new Concern(
          "Metrics and health",
          new ConfigDef()
              .define(
                  HOST,
                  STRING,
                  "127.0.0.1",
                  new NonEmptyString(),
                  MEDIUM,
                  "Address to listen on. There is no authentication: leave it at the loopback"
                      + " address, or shield it.")
              .define(
                  PORT,
                  INT,
                  8080,
                  between(-1, 65_535),
                  MEDIUM,
                  "Port of /metrics, /health/live and /health/ready. 0 picks a free one, -1 serves"
                      + " nothing."));

  static HttpSettings of(Values values) {
    return new HttpSettings(values.text(HOST), values.integer(PORT));
  }

  /** Whether anything is served. */
  public boolean enabled() {
    return port >= 0;
  }
}
