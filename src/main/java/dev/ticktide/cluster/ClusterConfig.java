package dev.ticktide.cluster;

import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section {@code cluster} of the settings: how this node meets the others, with {@code --cluster} only. */
public record ClusterConfig(
        @Setting(meaning = "The cluster's name: nodes with another name are not met. Left out: as in cluster.xml.")
        @Nullable
        String name,

        @Setting(meaning = "This node's address for the other nodes. Left out: as in cluster.xml.") @Nullable
        String host,

        @Setting(meaning = "The first TCP port tried for meeting other nodes. Left out: as in cluster.xml.")
        @Within(min = 1, max = Within.MAX_PORT)
        @Nullable
        Integer port,

        @Setting(meaning = "Where other nodes may be, host or host:port; empty: as in cluster.xml.", standard = "[]")
        List<String> members,

        @Setting(meaning = "The TCP port of the event bus; 0: any free one.", standard = "0")
        @Within(min = 0, max = Within.MAX_PORT)
        int busPort) {}
