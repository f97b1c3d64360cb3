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

/** Writes samples in one text format, line by line and never as a whole in memory. Thread safe. */
final class SamplesConverter extends AbstractHttpMessageConverter<SampleStream> {
    /** How samples become text; it may close the stream. */
    @FunctionalInterface
    interface Format {
        void write(SampleStream samples, OutputStream out) throws IOException;
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
        return SampleStream.class.isAssignableFrom(bodyType);
    }

    @Override
    public boolean canRead(Class<?> bodyType, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected SampleStream readInternal(Class<? extends SampleStream> bodyType, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("samples are only written", input);
    }

    @Override
    protected void addDefaultHeaders(HttpHeaders headers, SampleStream samples, @Nullable MediaType accepted) {
        headers.setContentType(type); // the version we write, whichever the client asked for
    }

    @Override
    protected void writeInternal(SampleStream samples, HttpOutputMessage output) throws IOException {
        format.write(samples, StreamUtils.nonClosing(output.getBody()));
    }
}
