// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The picture of the README is what the recording gives. With -Ddemo.rebuild=true it is drawn anew. */
class TruePictureTest {
    private static final Path PICTURE = Path.of("docs/images/their-panel-and-ours.svg");
    private static final long LARGEST_BYTES = 60_000;

    @Test
    void theShippedPictureIsWhatTheRecordingGives() throws Exception {
        String drawn = TruePicture.draw();
        if (Boolean.getBoolean("demo.rebuild")) {
            Files.createDirectories(PICTURE.getParent());
            Files.writeString(PICTURE, drawn);
        }

        assertThat(PICTURE).hasContent(drawn);
        assertThat(Files.size(PICTURE)).isLessThan(LARGEST_BYTES);
    }
}
