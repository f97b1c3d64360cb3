// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {
    @Test
    void neitherTheLibraryNorWhatAKilledStartLeftOfItStaysInTheDirectory(@TempDir Path directory) throws Exception {
        Files.createFile(directory.resolve("headroom-sqlite-1.so"));
        Path another = Files.createFile(directory.resolve("history.db"));

        SqliteLibrary.loadFrom(directory);

        assertThat(directory).isDirectoryContaining(another::equals);
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path directory) {
        Path absent = directory.resolve("absent");

        assertThatThrownBy(() -> SqliteLibrary.loadFrom(absent))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(absent.toString());
    }
}
