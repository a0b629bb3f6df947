package dev.ticktide.testing;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A picture in 256 colours, by median cut: a picture of a page is a third as large then, and looks the same. */
final class FewColours {

    private static final int MOST = 256;
    private static final int[] SHIFTS = {16, 8, 0};

    private FewColours() {}

    static BufferedImage of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel & 0xffffff, 1, Integer::sum);
        }
        List<List<Integer>> boxes = new ArrayList<>(List.of(new ArrayList<>(counts.keySet())));
        while (boxes.size() < MOST) {
            List<Integer> box = boxes.stream()
                    .max(Comparator.comparingDouble(each -> width(each, widest(each)) * Math.sqrt(total(each, counts))))
                    .orElseThrow();
            if (box.size() < 2) {
                break;
            }
            boxes.remove(box);
            int shift = widest(box);
            box.sort(Comparator.comparingInt(colour -> colour >> shift & 0xff));
            boxes.add(new ArrayList<>(box.subList(0, box.size() / 2)));
            boxes.add(new ArrayList<>(box.subList(box.size() / 2, box.size())));
        }
        byte[][] palette = new byte[SHIFTS.length][boxes.size()];
        Map<Integer, Integer> indices = new HashMap<>();
        for (int i = 0; i < boxes.size(); i++) {
            List<Integer> box = boxes.get(i);
            // The colour that most of it has, so that large areas keep theirs.
            int colour = box.stream().max(Comparator.comparingInt(counts::get)).orElseThrow();
            for (int channel = 0; channel < SHIFTS.length; channel++) {
                palette[channel][i] = (byte) (colour >> SHIFTS[channel]);
            }
            int index = i;
            box.forEach(each -> indices.put(each, index));
        }
        BufferedImage few = new BufferedImage(
                width,
                height,
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, boxes.size(), palette[0], palette[1], palette[2]));
        for (int at = 0; at < pixels.length; at++) {
            few.getRaster().setSample(at % width, at / width, 0, indices.get(pixels[at] & 0xffffff));
        }
        return few;
    }

    private static int widest(List<Integer> box) {
        int widest = SHIFTS[0];
        for (int shift : SHIFTS) {
            widest = width(box, shift) > width(box, widest) ? shift : widest;
        }
        return widest;
    }

    private static int width(List<Integer> box, int shift) {
        int least = 255;
        int most = 0;
        for (int colour : box) {
            least = Math.min(least, colour >> shift & 0xff);
            most = Math.max(most, colour >> shift & 0xff);
        }
        return most - least;
    }

    private static double total(List<Integer> box, Map<Integer, Integer> counts) {
        return box.stream().mapToDouble(counts::get).sum();
    }
}
