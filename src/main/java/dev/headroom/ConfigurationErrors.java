// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Turns whatever goes wrong while {@code headroom.*} is bound into a {@link BadConfiguration} that names the key. */
final class ConfigurationErrors implements ConfigurationPropertiesBindHandlerAdvisor {
    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("headroom");

    @Override
    public BindHandler apply(BindHandler bindHandler) {
        return new Naming(bindHandler);
    }

    private static final class Naming extends AbstractBindHandler {
        Naming(BindHandler parent) {
            super(parent);
        }

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            if (!OURS.equals(name) && !OURS.isAncestorOf(name)) {
                return super.onFailure(name, target, context, error);
            }
            for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                if (cause instanceof BadConfiguration named) {
                    throw named;
                }
                if (cause instanceof UnboundConfigurationPropertiesException unbound) {
                    ConfigurationProperty first =
                            unbound.getUnboundProperties().iterator().next();
                    throw BadConfiguration.unknown(first.getName().toString(), first.getValue());
                }
            }
            ConfigurationProperty property = context.getConfigurationProperty();
            throw BadConfiguration.value(name.toString(), property == null ? null : property.getValue(), error);
        }
    }
}
