package dev.ticktide.deploy;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.app.KnownSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotYetTest {

    @Test
    void whatIsSaidToBeMissingIsMissingSoThatTheListDoesNotOutliveItsReason() {
        for (String setting : Deployed.NOT_YET) {
            Map<String, String> variable = Map.of(Deployed.variable(setting), "1");
            Exception refused = assertThrows(
                    RuntimeException.class,
                    () -> KnownSettings.load(variable),
                    setting + " is there now: take it out of Deployed.NOT_YET");
            assertTrue(refused.getMessage().contains("there is no setting"), refused.getMessage());
        }
    }
}
