// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import dev.headroom.deploys.DeployInbox;
import java.util.List;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the gate before what writes, and the parts behind it together. */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {
    /** More than any tool sends in earnest, and what a flood of one sender costs is under a tenth of a core. */
    private static final double REQUESTS_PER_SECOND = 20;

    private static final double REQUESTS_AT_ONCE = 200;

    private static final double LOG_LINES_PER_SECOND = 0.1;
    private static final double LOG_LINES_AT_ONCE = 10;

    @Bean
    RefusalCounts refusalCounts() {
        return new RefusalCounts();
    }

    @Bean
    Gate gate(IntakeSettings settings, RefusalCounts counts) {
        return new Gate(
                new Door(settings.secrets(), settings.trustsLoopback(), settings.clock()),
                new RateLimit(REQUESTS_PER_SECOND, REQUESTS_AT_ONCE, settings.nanos()),
                new RateLimit(LOG_LINES_PER_SECOND, LOG_LINES_AT_ONCE, settings.nanos()),
                new BodyReader(settings.nanos()),
                counts);
    }

    @Bean
    WrittenBodies writtenBodies(Gate gate) {
        return new WrittenBodies(gate);
    }

    @Bean
    Intake intake(DeployInbox inbox, IntakeSettings settings) {
        return new Intake(inbox, settings.clock());
    }

    @Bean
    Deliveries deliveries(IntakeSettings settings) {
        return new Deliveries(settings.clock());
    }

    @Bean
    WebMvcConfigurer beforeWhatWrites(Gate gate) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(gate).addPathPatterns("/api/**").order(Ordered.HIGHEST_PRECEDENCE);
            }

            @Override
            public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
                resolvers.addFirst(new RefusalObserver(gate));
            }
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBodies() {
        return factory -> factory.addContextValves(new UnreadBodies());
    }
}
