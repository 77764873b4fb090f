"""Tests of what this folder adds to the generated classes, which have to be installed: python3 -m unittest."""

import unittest
from unittest import mock

import pulumi
from pulumi_kubeovn import _planned


class HandOver(unittest.IsolatedAsyncioTestCase):
    async def test_is_not_tried_again_once_it_has_failed(self) -> None:
        invoke = mock.AsyncMock(side_effect=RuntimeError("no answer"))
        batches = ["first", "second"]
        with mock.patch("pulumi.runtime.invoke_async", invoke):
            listener = _planned._Listener(_planned._Destination())
            for count in (1, 2):
                with self.assertRaisesRegex(RuntimeError, "no answer"):
                    await listener.declare(batches[:count])
        self.assertEqual(invoke.await_count, 1)

    async def test_tells_each_batch_once(self) -> None:
        invoke = mock.AsyncMock(side_effect=["one", "two"])
        batches = ["first", "second"]
        with mock.patch("pulumi.runtime.invoke_async", invoke):
            listener = _planned._Listener(_planned._Destination())
            answers = [await listener.declare(batches[:count]) for count in (1, 2, 1)]
        self.assertEqual(answers, ["one", "two", "one"])

    async def test_goes_to_the_release_that_is_named(self) -> None:
        invoke = mock.AsyncMock(side_effect=["one"])
        with mock.patch("pulumi.runtime.invoke_async", invoke):
            await _planned._Listener(_planned._Destination(None, "1.0.0", "https://plugins.example.org")).declare(["first"])
        opts = invoke.await_args.args[2]
        self.assertEqual((opts.provider, opts.version, opts.plugin_download_url), (None, "1.0.0", "https://plugins.example.org"))


class Secrets(unittest.IsolatedAsyncioTestCase):
    async def test_are_the_fields_that_are_and_no_other(self) -> None:
        args = {"items": [{"open": "shown", "hidden": pulumi.Output.secret("hush")}]}
        known = _planned._Known({})
        known.ask(args)
        await known.wait()
        secrets: list[list[object]] = []
        self.assertEqual(known.plain(args, None, [], secrets), {"items": [{"open": "shown", "hidden": "hush"}]})
        self.assertEqual(secrets, [["items", 0, "hidden"]])


if __name__ == "__main__":
    unittest.main()
