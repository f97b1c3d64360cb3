// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.StreamUtils;

/** Writes flight recordings in one text format, line by line and never as a whole in memory. Thread safe. */
final class SamplesConverter extends AbstractHttpMessageConverter<FlightRecording> {
    /** How a recording becomes text; it may close the stream. */
    @FunctionalInterface
    interface Format {
        void write(FlightRecording recording, OutputStream out) throws IOException;
    }

    private final MediaType type;
    private final Format format;

    /**
     * @param type what is announced to clients that accept it, parameters included
     */
    SamplesConverter(MediaType type, Format format) {
        super(type);
        this.type = type;
        this.format = format;
    }

    @Override
    protected boolean supports(Class<?> bodyType) {
        return bodyType == FlightRecording.class;
    }

    @Override
    public boolean canRead(Class<?> bodyType, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected FlightRecording readInternal(Class<? extends FlightRecording> bodyType, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("flight recordings are only written", input);
    }

    @Override
    protected void addDefaultHeaders(HttpHeaders headers, FlightRecording recording, @Nullable MediaType accepted) {
        headers.setContentType(type); // the version we write, whichever the client asked for
    }

    @Override
    protected void writeInternal(FlightRecording recording, HttpOutputMessage output) throws IOException {
        format.write(recording, StreamUtils.nonClosing(output.getBody()));
    }
}
