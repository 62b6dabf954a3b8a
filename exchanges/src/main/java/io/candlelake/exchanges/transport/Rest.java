package io.candlelake.exchanges.transport;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.candlelake.exchanges.ExchangeSettings;
import java.net.URI;
import java.time.Duration;
import org.knowm.xchange.Exchange;
import org.knowm.xchange.ExchangeFactory;
import org.knowm.xchange.ExchangeSpecification;
import org.knowm.xchange.client.ExchangeRestProxyBuilder;
import si.mazi.rescu.ClientConfig;
import si.mazi.rescu.RestProxyFactory;

/** Makes REST clients: XChange's, and our own for what XChange lacks. No client waits for ever. */
public final class Rest {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private Rest() {}

  /** How XChange reaches an exchange, from its defaults and the settings; nothing is called. */
  public static ExchangeSpecification specification(
      Class<? extends Exchange> type, ExchangeSettings settings) {
    ExchangeSpecification specification =
        ExchangeFactory.INSTANCE
            .createExchangeWithoutSpecification(type)
            .getDefaultExchangeSpecification();
    specification.setShouldLoadRemoteMetaData(false);
    specification.setHttpConnTimeout((int) CONNECT_TIMEOUT.toMillis());
    specification.setHttpReadTimeout((int) READ_TIMEOUT.toMillis());
    settings.address().ifPresent(address -> direct(specification, address));
    return specification;
  }

  private static void direct(ExchangeSpecification specification, URI address) {
    specification.setSslUri(address.toString());
    specification.setPlainTextUri(address.toString());
    specification.setHost(address.getHost());
    specification.setPort(address.getPort());
  }

  /** XChange's client; nothing is called yet. */
  public static <E extends Exchange> E client(Class<E> type, ExchangeSpecification specification) {
    return type.cast(ExchangeFactory.INSTANCE.createExchange(specification));
  }

  /** Our own client of an exchange at XChange's address. */
  public static <A> A api(
      Class<A> type, Class<? extends Exchange> xchange, ExchangeSettings settings) {
    ExchangeSpecification specification = specification(xchange, settings);
    return api(type, specification.getSslUri(), specification);
  }

  /**
   * Our own client. Answers are JSON trees with exact decimals; what is not a success is thrown as
   * {@link si.mazi.rescu.HttpStatusIOException} with the exchange's words.
   */
  public static <A> A api(Class<A> type, String address, ExchangeSpecification specification) {
    ClientConfig config = ExchangeRestProxyBuilder.createClientConfig(specification);
    config.setJacksonConfigureListener(Rest::keepDecimalsExact);
    return RestProxyFactory.createProxy(type, address, config);
  }

  private static void keepDecimalsExact(ObjectMapper mapper) {
    mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    mapper.setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
  }
}
