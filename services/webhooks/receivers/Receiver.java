import com.sun.net.httpserver.*;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.*;
import java.time.*;
import java.util.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of Zhihe webhooks with nothing but a JDK, 17 or newer: WEBHOOK_KEYS='whsec_… whpk_…' PORT=8080 java Receiver.java */
public class Receiver {
  static final String[] KEYS = System.getenv("WEBHOOK_KEYS").split(" ");
  static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100"); // X.509 before the 32 bytes of a key
  static final Map<String, Long> state = new HashMap<>(); // in earnest: your database, in the transaction in which you act

  /** Was this body signed with one of our keys, and no more than five minutes ago? `body` are the bytes as they came. */
  static boolean isGenuine(String id, String time, String list, byte[] body) {
    if (time == null || list == null || !time.matches("\\d{1,12}")) return false;
    if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(time)) > 300) return false;
    byte[] head = (id + "." + time + ".").getBytes(StandardCharsets.UTF_8);
    try {
      for (String one : list.split(" ")) for (String key : KEYS) if (matches(head, body, key, one)) return true;
    } catch (GeneralSecurityException error) {
      System.err.println("no such key or signature: " + error);
    }
    return false;
  }

  static boolean matches(byte[] head, byte[] body, String key, String one) throws GeneralSecurityException {
    byte[] bytes = Base64.getDecoder().decode(key.substring(key.indexOf('_') + 1));
    if (key.startsWith("whsec_") && one.startsWith("v1,")) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      mac.update(head);
      String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
      return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), one.getBytes(StandardCharsets.UTF_8));
    }
    if (!key.startsWith("whpk_") || !one.matches("v1a,[A-Za-z0-9+/]{86}==")) return false;
    byte[] encoded = java.nio.ByteBuffer.allocate(44).put(ED25519_PREFIX).put(bytes).array();
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new java.security.spec.X509EncodedKeySpec(encoded)));
    verifier.update(head);
    verifier.update(body);
    return verifier.verify(Base64.getDecoder().decode(one.substring(4)));
  }

  // With a JSON library, parse. These patterns cannot match inside a text: a quotation mark in a text has a backslash before it.
  static String field(String json, String name) {
    var found = java.util.regex.Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
    return found.find() ? found.group(1) : null;
  }

  /** The rule for order and copies. True: this is news. False: a copy, or older than what we know. */
  static synchronized boolean take(String json) {
    String thing = null;
    for (String name : new String[] {"matchId", "importId", "endpointId", "postingId"}) if (thing == null) thing = field(json, name);
    String seq = field(json, "seq");
    long place = seq != null ? Long.parseLong(seq) : OffsetDateTime.parse(field(json, "timestamp")).toInstant().toEpochMilli();
    if (state.getOrDefault(thing, Long.MIN_VALUE) >= place) return false;
    state.put(thing, place); // also of what is withdrawn: an older word may come late
    return true;
  }

  static void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(65_536);
    var headers = exchange.getRequestHeaders();
    String id = headers.getFirst("webhook-id"), json = new String(body, StandardCharsets.UTF_8);
    boolean isGenuine = isGenuine(id, headers.getFirst("webhook-timestamp"), headers.getFirst("webhook-signature"), body);
    if (isGenuine) System.out.println((take(json) ? "news " : "known ") + field(json, "type") + " " + id);
    exchange.sendResponseHeaders(isGenuine ? 204 : 401, -1); // quickly: do long work afterwards, from a queue of your own
    exchange.close();
  }

  public static void main(String[] arguments) throws IOException {
    var server = HttpServer.create(new java.net.InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
    server.createContext("/", Receiver::handle);
    server.setExecutor(java.util.concurrent.Executors.newFixedThreadPool(8));
    server.start();
  }
}
