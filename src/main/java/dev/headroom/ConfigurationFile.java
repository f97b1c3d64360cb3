// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.io.IOException;
import java.util.List;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads configuration files as Spring Boot does, and says of one that cannot be read which one it is and what to do about it. Where there is an
 * {@code application.properties} beside it, the YAML wins.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConfigurationFile extends YamlPropertySourceLoader {
    @Override
    public List<PropertySource<?>> load(String name, Resource resource) throws IOException {
        try {
            return super.load(name, resource);
        } catch (MarkedYAMLException malformed) {
            Mark place = malformed.getProblemMark();
            throw BadConfiguration.malformed(
                    resource.getDescription(),
                    "line " + (place.getLine() + 1) + ", column " + (place.getColumn() + 1) + ": "
                            + malformed.getProblem());
        } catch (YAMLException noText) { // bytes or characters that no YAML has
            throw BadConfiguration.malformed(resource.getDescription(), String.valueOf(noText.getMessage()));
        } catch (IllegalStateException failure) { // so Spring wraps it
            if (failure.getCause() instanceof IOException unreadable) {
                throw BadConfiguration.unreadable(resource.getDescription(), unreadable);
            }
            throw failure;
        } catch (IOException unreadable) {
            throw BadConfiguration.unreadable(resource.getDescription(), unreadable);
        }
    }
}
