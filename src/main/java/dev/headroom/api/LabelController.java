// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.history.HistoryUnavailableException;
import dev.headroom.history.LabelRecord;
import dev.headroom.intake.WrittenBodies;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes what people say of verdicts. The intake's gate has seen each request before. */
@RestController
@RequestMapping("/api/v1/bursts/{id}/label")
class LabelController {
    private final Bursts bursts;
    private final History history;
    private final WrittenBodies bodies;
    private final LabelReader reader;

    LabelController(Bursts bursts, History history, WrittenBodies bodies, InstantSource clock) {
        this.bursts = bursts;
        this.history = history;
        this.bodies = bodies;
        this.reader = new LabelReader(history, clock);
    }

    /** Says what it was, in the place of what was said before. */
    @PutMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    LabelRecord put(@PathVariable String id, HttpServletRequest request) {
        LabelRecord label = reader.read(bodies.read(request));
        BurstRecord burst = bursts.burst(id).orElseThrow(() -> NotFoundException.burst(id));
        if (burst.end() == null) {
            throw LabelNotKeptException.open(burst.id());
        }
        try {
            if (!history.label(burst.id(), label)) {
                throw NotFoundException.burst(id);
            }
        } catch (HistoryUnavailableException failure) {
            throw LabelNotKeptException.unwritable(failure);
        }
        return label;
    }

    /** Takes back what was said, if anything. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        BurstRecord burst = bursts.burst(id).orElseThrow(() -> NotFoundException.burst(id));
        try {
            history.unlabel(burst.id());
        } catch (HistoryUnavailableException failure) {
            throw LabelNotKeptException.unwritable(failure);
        }
    }
}
