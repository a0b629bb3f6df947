import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from fake_ingest import FakeIngest

HERE = Path(__file__).resolve().parent
PID_FILE = "generator.pid"


class ManageTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.run_directory = Path(directory.name)
        self.addCleanup(self.manage, "stop")

    def manage(self, *arguments):
        """Its exit code and everything it said."""
        environment = {**os.environ, "TICKTIDE_RUN": str(self.run_directory)}
        done = subprocess.run(
            [HERE / "manage.sh", *arguments], env=environment, capture_output=True, text=True, timeout=20, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def pid(self):
        return int((self.run_directory / PID_FILE).read_text())

    def test_lifecycle(self):
        with FakeIngest() as ingest:
            self.assertEqual(3, self.manage("status")[0])
            code, said = self.manage("start", "--url", ingest.url, "--rate", "50")
            self.assertEqual((0, 1), (code, said.count("\n")), said)
            self.assertEqual((0, f"generator is running (pid {self.pid()})\n"), self.manage("status"))
            self.assertEqual(1, self.manage("start", "--url", ingest.url)[0])
            self.assertEqual(0, self.manage("status")[0])
            deadline = time.monotonic() + 5
            while not ingest.taken and time.monotonic() < deadline:
                time.sleep(0.02)
            self.assertTrue(ingest.taken)
            code, said = self.manage("stop")
            self.assertEqual((0, 1), (code, said.count("\n")), said)
            self.assertIn("sent ", said)
            self.assertEqual(3, self.manage("status")[0])
        self.assertFalse((self.run_directory / PID_FILE).exists())

    def test_a_wrong_option_shows_at_once(self):
        code, said = self.manage("start", "--rate", "-1")
        self.assertEqual((1, 1), (code, said.count("\n")), said)
        self.assertIn("must not be negative", said)
        self.assertEqual(3, self.manage("status")[0])

    def test_leaves_a_stranger_with_our_pid_alone(self):
        stranger = subprocess.Popen(["sleep", "30"])
        self.addCleanup(stranger.wait)
        self.addCleanup(stranger.kill)
        (self.run_directory / PID_FILE).write_text(f"{stranger.pid}\n")
        self.assertEqual(3, self.manage("status")[0])
        self.assertEqual(0, self.manage("stop")[0])
        self.assertIsNone(stranger.poll())

    def test_stop_without_a_run_and_unknown_actions(self):
        self.assertEqual((0, "generator is not running\n"), self.manage("stop"))
        self.assertEqual(2, self.manage("restart")[0])
        self.assertEqual(2, self.manage()[0])


if __name__ == "__main__":
    unittest.main()
