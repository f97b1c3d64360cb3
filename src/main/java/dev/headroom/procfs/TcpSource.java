// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.util.function.LongSupplier;

/**
 * Reads the segments TCP has sent and retransmitted: OutSegs and RetransSegs of the two lines {@code Tcp:} of /proc/net/snmp, of
 * which the first names the columns of the second (RFC 4022: tcpOutSegs, tcpRetransSegs). Counters that fall are passed on as they
 * are: they are 64 bits wide wherever this runs, so that a fall is a reset and never a wrap. Not thread safe.
 */
final class TcpSource implements Source {
    private static final byte[] TCP = "Tcp:".getBytes(US_ASCII);
    private static final byte[] SENT = "OutSegs".getBytes(US_ASCII);
    private static final byte[] RETRANSMITTED = "RetransSegs".getBytes(US_ASCII);

    private final KernelFile file;
    private final KernelText text = new KernelText();
    private int sentColumn;
    private int retransmittedColumn;
    private long sentSegments;
    private long retransmittedSegments;

    TcpSource(HostOptions options, LongSupplier nanos) {
        file = new KernelFile(
                ProcNet.file(options, "snmp"),
                KernelFile.Rendering.AT_ONCE,
                "is /proc of the host mounted there? The signal tcp_retransmit is left out",
                nanos);
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public void read() throws SourceException {
        file.read();
        text.over(file);
        try {
            findTcp();
            readColumns();
            text.skipLine();
            text.expect(TCP, "the line 'Tcp:' with the values");
            readValues();
        } catch (KernelText.Malformed e) {
            throw file.malformed(text, e);
        }
    }

    @Override
    public void deliver(long timeNanos, CounterSink sink) {
        sink.tcp(timeNanos, KernelText.unsigned(sentSegments), KernelText.unsigned(retransmittedSegments));
    }

    private void findTcp() throws KernelText.Malformed {
        while (!text.accept(TCP)) {
            if (text.atEnd()) {
                throw text.malformed("a line 'Tcp:' with the columns' names");
            }
            text.skipLine();
        }
    }

    private void readColumns() throws KernelText.Malformed {
        sentColumn = -1;
        retransmittedColumn = -1;
        for (int column = 0; ; column++) {
            text.skipBlanks();
            if (text.atLineEnd() || text.atEnd()) {
                break;
            }
            int start = text.position();
            text.skipWord();
            if (text.isAt(start, text.position(), SENT)) {
                sentColumn = column;
            } else if (text.isAt(start, text.position(), RETRANSMITTED)) {
                retransmittedColumn = column;
            }
        }
        if (sentColumn < 0 || retransmittedColumn < 0) {
            throw text.malformed("the columns OutSegs and RetransSegs");
        }
    }

    private void readValues() throws KernelText.Malformed {
        int last = Math.max(sentColumn, retransmittedColumn);
        for (int column = 0; column <= last; column++) {
            text.skipBlanks();
            if (column == sentColumn) {
                sentSegments = text.number("a number of segments sent");
            } else if (column == retransmittedColumn) {
                retransmittedSegments = text.number("a number of segments retransmitted");
            } else {
                text.skipWord();
            }
        }
    }
}
