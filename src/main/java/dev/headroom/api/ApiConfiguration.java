// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.History;
import dev.headroom.history.flight.FlightRecorder;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.ObjectMapper;

/** Joins the endpoints with the history and with what is watched right now. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration implements WebMvcConfigurer {
    static final String PATHS = "/api/v1/**";

    @Bean
    Bursts bursts(History history, LiveView live, FlightRecorder recorder) {
        return new Bursts(history, live, recorder);
    }

    @Bean
    CoarseTraces coarseTraces(History history, LiveView live, FlightRecorder recorder, DetectionSettings settings) {
        return new CoarseTraces(history, live, recorder, settings);
    }

    @Bean
    NextSteps nextSteps(History history) {
        return new NextSteps(history);
    }

    @Bean
    Capacities capacities(LiveView live, FlightRecorder recorder) {
        return new Capacities(live, recorder);
    }

    @Bean
    Costs costs(History history, LiveView live, FlightRecorder recorder, InstantSource clock) {
        return new Costs(history, live, recorder, clock);
    }

    @Bean
    Timelines timelines(LiveView live, FlightRecorder recorder) {
        return new Timelines(live, recorder);
    }

    @Bean
    LiveStreams liveStreams(ServiceDescription service, LiveView live, ObjectMapper json, InstantSource clock) {
        String start = UUID.randomUUID().toString().substring(0, 8);
        return new LiveStreams(
                service.version(),
                start,
                live,
                json,
                clock,
                System::nanoTime,
                ticker -> Thread.ofVirtual().name("headroom-stream-frames").start(ticker));
    }

    @Bean
    LiveFacts liveFacts(LiveStreams streams, History history) {
        return new LiveFacts(streams, history);
    }

    @Bean
    Effects effects(History history, InstantSource clock) {
        return new Effects(history, clock);
    }

    @Bean
    SamplesConverter csvSamples() {
        return new SamplesConverter(BurstController.CSV, CsvSamples::write);
    }

    @Bean
    SamplesConverter openMetricsSamples() {
        return new SamplesConverter(BurstController.OPEN_METRICS, OpenMetricsSamples::write);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatProblems() {
        return factory -> factory.addContextCustomizers(TomcatProblems.customizer());
    }

    /**
     * Answers are JSON, samples as text, bytes or a file, and nothing else: Spring's defaults would also offer YAML, because a library of
     * another package brings a writer of it, and load that whole writer at each start.
     */
    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters
                .disableDefaults()
                .addCustomConverter(new ByteArrayHttpMessageConverter())
                .addCustomConverter(new ResourceHttpMessageConverter(false));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ParameterCheck()).addPathPatterns(PATHS);
    }
}
