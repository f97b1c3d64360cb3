// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** Writes a column of numbers, and null for those that are not known. */
class NumbersJson extends ValueSerializer<double[]> {
    @Override
    public void serialize(double[] numbers, JsonGenerator json, SerializationContext context) {
        json.writeStartArray(numbers, numbers.length);
        for (double number : numbers) {
            if (Double.isNaN(number)) {
                json.writeNull();
            } else {
                json.writeNumber(number);
            }
        }
        json.writeEndArray();
    }
}
