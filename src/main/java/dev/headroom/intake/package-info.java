// SPDX-License-Identifier: Apache-2.0
/** Takes in what is posted: decides who may write, how much and how fast, and answers once it is kept. Enters: requests. Leaves: reports into the deploys' inbox, receipts, refusals. Uses: deploys. */
@NullMarked
@ApplicationModule(allowedDependencies = {"deploys", "deploys::webhook", "deploys::log"})
package dev.headroom.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
