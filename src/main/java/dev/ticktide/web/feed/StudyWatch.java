package dev.ticktide.web.feed;

/** Called with each viewer that begins to listen to a study, and with the last that stops. */
public interface StudyWatch {

    StudyWatch NONE = new StudyWatch() {
        @Override
        public void watch(String address) {}

        @Override
        public void unwatch(String address) {}
    };

    void watch(String address);

    void unwatch(String address);
}
