// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the files of the page and the library that draws its charts, out of the program itself. A browser asks each time whether what it has
 * is still right: after an upgrade no old script meets a new page. Told by content, because all files of the program bear one date.
 */
@Configuration(proxyBeanMethods = false)
class PageFiles implements WebMvcConfigurer {
    private static final String CHARTS = "classpath:/META-INF/resources/webjars/uplot/1.6.30/dist/";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        serve(registry, "/page/**", "classpath:/page/");
        serve(registry, "/page/lib/uplot/**", CHARTS);
    }

    private static void serve(ResourceHandlerRegistry registry, String paths, String location) {
        registry.addResourceHandler(paths)
                .addResourceLocations(location)
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(PageFiles::tag);
    }

    private static String tag(Resource file) {
        try {
            return tag(file.getContentAsByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** The entity tag of a file with this content. */
    static String tag(byte[] content) {
        return "\"" + DigestUtils.md5DigestAsHex(content) + "\"";
    }
}
