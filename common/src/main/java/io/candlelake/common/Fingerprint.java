package io.candlelake.common;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ResolvableSerializer;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Registry;
import java.io.IOException;

/** A short, stable name for a configuration: the head of the SHA-256 of its canonical JSON. */
public final class Fingerprint {
  private static final int HEX_DIGITS = 12;

  private static final ObjectMapper CANONICAL =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new com.fasterxml.jackson.datatype.jdk8.Jdk8Module())
          .addModule(new SimpleModule().setSerializerModifier(new WithName()))
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private Fingerprint() {}

  /** Twelve hex digits that change when any of the values does. */
  public static String of(Object... values) {
    return Sha256.hex(json(values)).substring(0, HEX_DIGITS);
  }

  /** The values as JSON with sorted keys. */
  public static String json(Object value) {
    try {
      return CANONICAL.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not expressible as JSON: " + value, e);
    }
  }

  /** Writes a registered thing as {@code {name: {settings}}}: two with equal settings differ. */
  private static final class WithName extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSerializer<?> modifySerializer(
        SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
      return bean.getBeanClass().isAnnotationPresent(Registered.class)
          ? new NamedSerializer((BeanSerializerBase) serializer)
          : serializer;
    }
  }

  private static final class NamedSerializer extends JsonSerializer<Object>
      implements ResolvableSerializer {
    private final BeanSerializerBase settings;

    NamedSerializer(BeanSerializerBase settings) {
      this.settings = settings;
    }

    @Override
    public void resolve(SerializerProvider provider) throws JsonMappingException {
      settings.resolve(provider);
    }

    @Override
    public void serialize(Object thing, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartObject();
      json.writeFieldName(Registry.nameOf(thing));
      settings.serialize(thing, json, provider);
      json.writeEndObject();
    }
  }
}
