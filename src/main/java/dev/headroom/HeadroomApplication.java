// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class HeadroomApplication {
    public static void main(String[] args) {
        SpringApplication.run(HeadroomApplication.class, args);
    }
}
