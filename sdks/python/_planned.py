"""Hands the declarations of a program over to the plugin as batches, as the classes for TypeScript do.

The engine asks a plugin about one resource at a time, in an order that changes from run to run. What the plugin has been told
beforehand does not depend on that order.
"""

import asyncio
import collections.abc
import enum
import inspect
import json
import typing
import weakref

import pulumi
import pulumi.runtime
from pulumi import _types

from . import _utilities

__all__ = ["PlannedResource"]

UNKNOWN = pulumi.runtime.rpc.UNKNOWN
_FORMAT = 2
_DECLARE = "kubeovn:index:declare"
_DECLARATION = "__declaration"
_STACK = "pulumi:pulumi:Stack"

# What is known without the engine takes a few turns of the event loop for each `apply` that it went through.
_TURNS = 64

# While the program runs on and a function of the SDK turns the event loop under it.
_PAUSE_SECONDS = 0.001


class PlannedResource(pulumi.CustomResource):
    """Base of all resource classes: declares itself in the batch of the program before it is registered."""

    def __init__(
        self,
        t: str,
        name: str,
        props: typing.Any = None,
        opts: typing.Optional[pulumi.ResourceOptions] = None,
    ) -> None:
        opts = pulumi.ResourceOptions() if opts is None else opts
        if opts.id is not None or opts.urn is not None or _is_mocked():
            super().__init__(t, name, props, opts)
            return
        declaration = _program().declare(t, name, props, opts)
        props.__dict__[_DECLARATION] = declaration.reference()
        super().__init__(t, name, props, opts)
        declaration.resource = self


class _Declaration:
    """One resource of a batch."""

    resource: typing.Optional[PlannedResource] = None
    """Unset while, and when, its constructor fails."""

    def __init__(self, token: str, name: str, props: typing.Any, opts: pulumi.ResourceOptions) -> None:
        self.token = token
        self.kind = _kind(token)
        self.name = name
        self.args = dict(props.__dict__)
        self.args_type = type(props)
        self.opts = opts
        self.place: asyncio.Future[typing.Optional[dict[str, typing.Any]]] = asyncio.get_event_loop().create_future()
        self.neighbors: asyncio.Future[set[pulumi.Resource]] = asyncio.get_event_loop().create_future()

    def reference(self) -> "pulumi.Output[typing.Any]":
        """What the resource is registered with: its place in the batch, once that is handed over; None where nobody plans."""
        known = asyncio.get_event_loop().create_future()
        known.set_result(True)
        return pulumi.Output(self.neighbors, self.place, known)

    def settle(self, place: typing.Optional[dict[str, typing.Any]], neighbors: set[pulumi.Resource]) -> None:
        self.neighbors.set_result(neighbors)
        self.place.set_result(place)

    def fail(self, error: BaseException) -> None:
        self.neighbors.set_result(set())
        self.place.set_exception(error)


class _Program:
    """The batches of one program."""

    def __init__(self) -> None:
        self.open: typing.Optional[list[_Declaration]] = None
        self.parents: weakref.WeakKeyDictionary[pulumi.Resource, typing.Optional[pulumi.Resource]] = (
            weakref.WeakKeyDictionary()
        )
        # By the identity of the Output that stands for the name; it is kept, so that no other one gets its identity.
        self.names: dict[int, tuple[pulumi.Output[typing.Any], str]] = {}
        # JSON texts, in the order in which they are planned, each around those before it.
        self.batches: list[str] = []
        self.listeners: dict[typing.Optional[pulumi.ProviderResource], _Listener] = {}
        # By the path of each: in answers it stands for the resource.
        self.resources: dict[str, PlannedResource] = {}
        pulumi.runtime.register_stack_transformation(self._keep_parent)

    def _keep_parent(self, args: pulumi.ResourceTransformationArgs) -> None:
        self.parents[args.resource] = args.opts.parent

    def declare(self, token: str, name: str, props: typing.Any, opts: pulumi.ResourceOptions) -> _Declaration:
        declaration = _Declaration(token, name, props, opts)
        if self.open is None:
            self.open = []
            self._close_after(asyncio.current_task())
        self.open.append(declaration)
        return declaration

    def _close_after(self, task: "typing.Optional[asyncio.Task[typing.Any]]") -> None:
        """Closes the batch when what runs now, the program or a function of an `apply`, has come to its end."""
        loop = asyncio.get_event_loop()

        def close() -> None:
            coroutine = None if task is None else task.get_coro()
            # `pulumi.runtime.invoke` waits for its answer by turning the loop itself.
            if inspect.iscoroutine(coroutine) and coroutine.cr_running:
                loop.call_later(_PAUSE_SECONDS, close)
                return
            declarations, self.open = self.open or [], None
            asyncio.ensure_future(self._hand_over([one for one in declarations if one.resource is not None]))

        loop.call_soon(close)

    async def _hand_over(self, declarations: list[_Declaration]) -> None:
        for one in declarations:
            self._keep_name(one)
        try:
            known = _Known({key: name for key, (_, name) in self.names.items()})
            for one in declarations:
                known.ask(one.args)
            await known.wait()
            batch = {
                "format": _FORMAT,
                "ownerPrefix": _owner_prefix(),
                "dryRun": pulumi.runtime.is_dry_run(),
                "declarations": [await self._entry(one, known) for one in declarations],
            }
        except BaseException as error:
            for one in declarations:
                one.fail(error)
            return
        self.batches.append(json.dumps(batch))
        index = len(self.batches) - 1
        self.resources.update({entry["path"]: one.resource for entry, one in zip(batch["declarations"], declarations)})
        destinations = dict.fromkeys(_destination(one) for one in declarations)
        for destination in destinations:
            mine = [(entry, one) for entry, one in enumerate(declarations) if _destination(one) == destination]
            asyncio.ensure_future(self._settle(destination, index, mine))

    async def _settle(self, destination: "_Destination", index: int, mine: list[tuple[int, _Declaration]]) -> None:
        """Tells the resources of one provider where they stand."""
        try:
            listener = self.listeners.setdefault(destination, _Listener(destination))
            answer = await listener.declare(self.batches[: index + 1])
            # It is empty while the provider's own settings are unknown; nothing is checked then.
            places = [_place(answer, entry) for entry, _ in mine]
            neighbors = [self._neighbors(answer, entry) for entry, _ in mine]
        except BaseException as error:
            for _, one in mine:
                one.fail(error)
            return
        for (_, one), place, others in zip(mine, places, neighbors):
            one.settle(place, others)

    def _neighbors(self, answer: typing.Any, entry: int) -> set[pulumi.Resource]:
        return {self.resources[path] for path in answer["after"][entry]} if answer else set()

    def _keep_name(self, declaration: _Declaration) -> None:
        """Where the name of one resource stands in the arguments of another, its declared name is known."""
        output = declaration.resource.__dict__.get("name")
        name = declaration.args.get("name")
        declared = declaration.name if name is None else name
        if isinstance(output, pulumi.Output) and isinstance(declared, str):
            self.names[id(output)] = (output, declared)

    async def _entry(self, declaration: _Declaration, known: "_Known") -> dict[str, typing.Any]:
        kind, name, opts = declaration.kind, declaration.name, declaration.opts
        secrets: list[list[typing.Union[str, int]]] = []
        args = known.plain(declaration.args, declaration.args_type, [], secrets)
        parents = await self._types_of(opts.parent)
        qualified = "$".join([*parents, kind])
        at = f"{_owner_prefix()}{qualified}/{name}"
        key = args.get("key")
        is_keyed = isinstance(key, str) and key not in ("", UNKNOWN)
        provider = _provider(declaration)
        entry = {
            "kind": kind,
            "name": name,
            "path": f"{qualified}::{name}",
            "owner": f"key/{key}" if is_keyed else at,
            "provider": "" if provider is None else provider.pulumi_resource_name,
            "args": args,
        }
        former = [await self._owner_of_alias(alias, kind, name, parents) for alias in opts.aliases or []]
        former = list(dict.fromkeys(owner for owner in former if owner not in (None, at)))
        if is_keyed:
            entry["declaredBy"] = at
        if opts.retain_on_delete is True:
            entry["isRetained"] = True
        if former:
            entry["former"] = former
        if secrets:
            entry["secrets"] = secrets
        return entry

    async def _types_of(self, resource: typing.Optional[pulumi.Resource]) -> list[str]:
        """Types of a parent and of its parents, the outermost first."""
        types: list[str] = []
        while resource is not None and resource.pulumi_resource_type != _STACK:
            # It was there before this module, and so waits for nothing of it.
            if resource not in self.parents:
                return [*_types_in_urn(await resource.urn.future()), *types]
            types.insert(0, _planned_type(resource.pulumi_resource_type))
            resource = self.parents[resource]
        return types

    async def _owner_of_alias(
        self, alias: typing.Any, kind: str, name: str, parents: list[str]
    ) -> typing.Optional[str]:
        """The owner key that an alias stands for; None when a part of it is not written out."""
        if isinstance(alias, str):
            return _owner_of_urn(alias, kind)
        if not isinstance(alias, pulumi.Alias):
            return None
        former = name if alias.name is ... else alias.name
        project = pulumi.get_project() if alias.project is ... else alias.project
        stack = pulumi.get_stack() if alias.stack is ... else alias.stack
        if not all(isinstance(part, str) for part in (former, project, stack)):
            return None
        if alias.parent is ...:
            types = parents
        elif alias.parent is None or isinstance(alias.parent, pulumi.Resource):
            types = await self._types_of(alias.parent)
        elif isinstance(alias.parent, str):
            types = _types_in_urn(alias.parent)
        else:
            return None
        return f"{_owner_prefix(project, stack)}{'$'.join([*types, kind])}/{former}"


class _Destination(typing.NamedTuple):
    """Which provider a resource is registered with: an explicit one, or the default one of a release of the plugin."""

    provider: typing.Optional[pulumi.ProviderResource] = None
    version: typing.Optional[str] = None
    plugin_download_url: typing.Optional[str] = None


class _Listener:
    """What one provider has been told: all batches up to the last one that it has a part in, one after another."""

    def __init__(self, destination: _Destination) -> None:
        self.destination = destination
        self.turn = asyncio.Lock()
        self.answers: list[typing.Any] = []
        self.error: typing.Optional[BaseException] = None

    async def declare(self, batches: list[str]) -> typing.Any:
        """The answer to the last one of these. Once one has failed, none is told: the plugin may have it, and would plan it twice."""
        async with self.turn:
            for text in batches[len(self.answers) :]:
                if self.error is not None:
                    raise self.error
                opts = pulumi.InvokeOptions(**self.destination._asdict())
                try:
                    answer = await pulumi.runtime.invoke_async(_DECLARE, {"batch": pulumi.Output.secret(text)}, opts)
                except BaseException as error:
                    self.error = error
                    raise
                self.answers.append(answer)
        return self.answers[len(batches) - 1]


class _Known:
    """Copies of arguments, in which an Output stands as its value when no resource is behind it, and as unknown otherwise."""

    def __init__(self, names: dict[int, str]) -> None:
        self.names = names
        self.answers: dict[int, asyncio.Task[typing.Any]] = {}

    def ask(self, value: typing.Any) -> None:
        if isinstance(value, pulumi.Output):
            if id(value) not in self.names and id(value) not in self.answers:
                task = asyncio.ensure_future(_read(value))
                # The registration of the resource tells of a failure.
                task.add_done_callback(lambda done: done.cancelled() or done.exception())
                self.answers[id(value)] = task
        elif isinstance(value, collections.abc.Mapping):
            for inner in value.values():
                self.ask(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                self.ask(inner)
        elif _types.is_input_type(type(value)):
            self.ask(_types.input_type_to_untranslated_dict(value))

    async def wait(self) -> None:
        for _ in range(_TURNS):
            if all(task.done() for task in self.answers.values()):
                return
            await asyncio.sleep(0)

    def plain(
        self,
        value: typing.Any,
        declared: typing.Any,
        path: list[typing.Union[str, int]],
        secrets: list[list[typing.Union[str, int]]],
    ) -> typing.Any:
        """
        :param declared: the type that the value is declared with, which tells its names on the wire; None where it has none
        :param secrets: gets the places of those that are secret
        """
        declared = None if declared is None else _types.unwrap_type(declared)
        if isinstance(value, pulumi.Output):
            return self._plain_output(value, declared, path, secrets)
        if isinstance(value, pulumi.Resource) or inspect.isawaitable(value):
            return UNKNOWN
        if isinstance(value, enum.Enum):
            return value.value
        if _types.is_input_type(type(value)):
            declared, value = type(value), _types.input_type_to_untranslated_dict(value)
        if isinstance(value, collections.abc.Mapping):
            wire_name, type_of = _translation(declared)
            return {
                wire_name(key): self.plain(inner, type_of(wire_name(key)), [*path, wire_name(key)], secrets)
                for key, inner in value.items()
                if inner is not None
            }
        if isinstance(value, (list, tuple)):
            item = (typing.get_args(declared) or (None,))[0]
            return [self.plain(inner, item, [*path, i], secrets) for i, inner in enumerate(value)]
        return value

    def _plain_output(
        self,
        output: "pulumi.Output[typing.Any]",
        declared: typing.Any,
        path: list[typing.Union[str, int]],
        secrets: list[list[typing.Union[str, int]]],
    ) -> typing.Any:
        if id(output) in self.names:
            return self.names[id(output)]
        task = self.answers.get(id(output))
        if task is None or not task.done() or task.cancelled() or task.exception() is not None:
            return UNKNOWN
        value, is_known, is_secret, resources = task.result()
        # An update learns of a resource what its preview does not.
        if not is_known or resources:
            return UNKNOWN
        if is_secret:
            secrets.append(path)
        return self.plain(value, declared, path, secrets)


async def _read(output: "pulumi.Output[typing.Any]") -> tuple[typing.Any, bool, bool, set[pulumi.Resource]]:
    return (
        await output.future(),
        await output.is_known(),
        await output.is_secret(),
        await output.resources(),
    )


def _translation(
    declared: typing.Any,
) -> tuple[typing.Callable[[str], str], typing.Callable[[str], typing.Any]]:
    """How the keys of a mapping are called on the wire, and the types of its values by these names."""
    if declared is not None and _types.is_input_type(declared):
        names, types = _types.input_type_py_to_pulumi_names(declared), _types.input_type_types(declared)
        return lambda key: names.get(key) or key, types.get
    of_values = typing.get_args(declared)[1:]
    return lambda key: key, lambda _: of_values[0] if of_values else None


_programs: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Program]" = weakref.WeakKeyDictionary()


def _program() -> _Program:
    """Every program has an event loop of its own."""
    loop = asyncio.get_event_loop()
    if loop not in _programs:
        _programs[loop] = _Program()
    return _programs[loop]


def _is_mocked() -> bool:
    """Pulumi's unit-test mocks have no plugin."""
    return isinstance(pulumi.runtime.settings.get_monitor(), pulumi.runtime.mocks.MockMonitor)


def _place(answer: typing.Any, entry: int) -> typing.Optional[dict[str, typing.Any]]:
    return {"batch": answer["batch"], "entry": entry} if answer else None


def _provider(declaration: _Declaration) -> typing.Optional[pulumi.ProviderResource]:
    return declaration.resource.get_provider(declaration.token)


def _destination(declaration: _Declaration) -> _Destination:
    provider = _provider(declaration)
    if provider is not None:
        return _Destination(provider)
    resource = declaration.resource
    return _Destination(None, resource._version, resource._plugin_download_url)


def _kind(token: str) -> str:
    """``kubeovn:index:Vip`` is a ``Vip``, ``kubeovn:spiderpool:IPPool`` a ``spiderpool.IPPool``."""
    _, module, name = token.split(":")
    return name if module == "index" else f"{module}.{name}"


def _planned_type(token: str) -> str:
    """What a type is called in owner keys, which are those of the classes for TypeScript."""
    if not token.startswith("kubeovn:"):
        return token
    _, module, name = token.split(":")
    return f"pulumi-nodejs:dynamic/{'kubeovn' if module == 'index' else module}:{name}"


def _owner_prefix(project: typing.Optional[str] = None, stack: typing.Optional[str] = None) -> str:
    """First part of the owner keys of a stack: the setting ``kubeovn:owner`` for this one, or organization, project and stack."""
    here = (pulumi.get_project(), pulumi.get_stack())
    there = (project or here[0], stack or here[1])
    configured = pulumi.Config("kubeovn").get("owner")
    if configured is not None and there == here:
        return f"{configured}/"
    return f"{pulumi.get_organization()}/{there[0]}/{there[1]}/"


def _types_in_urn(urn: typing.Optional[str]) -> list[str]:
    """The types in the qualified type of a URN, without the stack's."""
    types = (urn or "").split("::")[2:3]
    return [_planned_type(one) for one in "".join(types).split("$") if one not in ("", _STACK)]


def _owner_of_urn(urn: str, kind: str) -> typing.Optional[str]:
    """The owner key of a resource with this URN: ``urn:pulumi:<stack>::<project>::<qualified type>::<name>``."""
    parts = urn.split("::", 3)
    if len(parts) < 4:
        return None
    stack, project, _, name = parts
    parents = _types_in_urn(urn)[:-1]
    return f"{_owner_prefix(project, stack.removeprefix('urn:pulumi:'))}{'$'.join([*parents, kind])}/{name}"


# From now on rather than from the first resource on: components may come before.
if pulumi.runtime.get_root_resource() is not None:
    _program()
