package io.hubstream.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The two ports of an embedded broker. They are kept beside its log, so that a broker started on
 * the same folder again is found where it was.
 */
record BrokerPorts(int broker, int controller) {
  private static final String FILE = "hubstream-ports.properties";
  static final String HOST = "127.0.0.1";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /**
   * @param fresh new ports even where the folder names some, because those are taken
   */
  static BrokerPorts choose(Path dir, boolean fresh) {
    Path file = dir.resolve(FILE);
    if (!fresh && Files.exists(file)) {
      Properties kept = new Properties();
      try (InputStream in = Files.newInputStream(file)) {
        kept.load(in);
        BrokerPorts ports = new BrokerPorts(port(kept, "broker"), port(kept, "controller"));
        return ports.areFree() ? ports : free();
      } catch (IOException | NumberFormatException e) {
        throw new IllegalStateException("Cannot read the ports of the broker in " + file, e);
      }
    }
    return free();
  }

  /** This port for clients, and any for the controller. */
  static BrokerPorts on(int port) {
    return new BrokerPorts(port, free().controller());
  }

  private static int port(Properties kept, String name) {
    return Integer.parseInt(kept.getProperty(name, ""));
  }

  private static BrokerPorts free() {
    try (ServerSocket one = open(0);
        ServerSocket other = open(0)) {
      return new BrokerPorts(one.getLocalPort(), other.getLocalPort());
    } catch (IOException e) {
      throw new IllegalStateException("No free port on " + HOST, e);
    }
  }

  private boolean areFree() {
    try (ServerSocket one = open(broker);
        ServerSocket other = open(controller)) {
      return one.isBound() && other.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket open(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByAddress(LOOPBACK));
  }

  void save(Path dir) throws IOException {
    Properties kept = new Properties();
    kept.setProperty("broker", Integer.toString(broker));
    kept.setProperty("controller", Integer.toString(controller));
    try (OutputStream out = Files.newOutputStream(dir.resolve(FILE))) {
      kept.store(out, "where the broker of this folder listens");
    }
  }

  String bootstrapServers() {
    return HOST + ":" + broker;
  }

  /** Whether a failed start is to blame on a port that someone else took. */
  static boolean isTaken(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException
          || (cause instanceof KafkaException
              && String.valueOf(cause.getMessage()).contains("Address already in use"))) {
        return true;
      }
    }
    return false;
  }
}
