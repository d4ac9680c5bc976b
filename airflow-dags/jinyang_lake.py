"""Derives the lake's DAGs from its contracts in `schemas/`; no dataset needs a line here.

One DAG for each domain and frequency, one task for each group of datasets: a task is one start of Java, which runs its
datasets side by side and touches only what changed. Derived datasets have DAGs of their own, which also start when all
their inputs were released anew. README.md says how to configure it and what the exit codes become.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from airflow.sdk import (
    DAG,
    Asset,
    AssetAlias,
    AssetAll,
    AssetOrTimeSchedule,
    BaseOperator,
    CronTriggerTimetable,
    DeltaTriggerTimetable,
    Param,
    TriggerRule,
    Variable,
    task,
)
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

PROJECT = Path(__file__).resolve().parent.parent
SCHEMAS = Path(os.environ.get("LAKE_SCHEMAS", PROJECT / "schemas"))
LAKE_HOME = os.environ.get("LAKE_HOME", str(PROJECT / "lake-home"))
CACHE = Path(os.environ.get("AIRFLOW_HOME", Path.home() / "airflow")) / "jinyang-lake-contracts.json"

POOL = "spark"
DATASETS_PER_TASK = 100
TIME_ZONE = "Asia/Shanghai"
# When the usual frequencies fall due: collected in the night, derived before the morning if their inputs did not start
# them earlier.
CRON = {
    "1 hour": ("hourly", "5 * * * *", "35 * * * *"),
    "1 day": ("daily", "0 2 * * *", "0 6 * * *"),
    "1 week": ("weekly", "0 2 * * 1", "0 6 * * 1"),
    "1 month": ("monthly", "0 2 1 * *", "0 6 1 * *"),
    "1 year": ("yearly", "0 2 1 1 *", "0 6 1 1 *"),
}
MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 7 * 1440, "month": 30 * 1440, "year": 365 * 1440}
UNITS = {"min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "yr": "year", "y": "year"}
NO_RETRY = 2  # exit code: the command or a contract is wrong
HELD_BACK = 1  # exit code: some dataset was held back, the rest is done

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Dataset:
    """What a DAG needs to know of a contract."""

    name: str  # domain.name
    title: str
    purpose: str
    provider: str
    opening: str
    steward: str
    officer: str
    frequency: str  # as "1 day", or empty: run by hand or by its inputs
    cron: str  # if the contract says when, else empty
    promised: bool  # whether the contract promises a latency: then being held back is a failure
    sql: str  # of a derived dataset, else empty

    @property
    def domain(self) -> str:
        return self.name.split(".")[0]

    @staticmethod
    def read(file: Path) -> Dataset:
        with open(file, encoding="utf-8") as text:
            contract = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        table = contract["schema"][0]
        custom = _properties(table.get("customProperties"))
        roles = {member.get("role"): member["username"] for member in contract.get("team", {}).get("members", [])}
        sla = {entry["property"]: entry for entry in contract.get("slaProperties", [])}
        frequency = sla.get("frequency")
        sources = [_properties(server.get("customProperties")).get("sql", "") for server in contract["servers"]]
        return Dataset(
            name=f"{contract['domain']}.{contract['name']}",
            title=table.get("businessName", contract["name"]),
            purpose=(contract.get("description") or {}).get("purpose", ""),
            provider=custom.get("provider", ""),
            opening=custom.get("openingType", "closed"),
            steward=roles.get("steward", "airflow"),
            officer=roles.get("chiefDataOfficer", ""),
            frequency=f"{frequency['value']} {_unit(frequency['unit'])}" if frequency else "",
            cron=frequency.get("schedule", "") if frequency and frequency.get("scheduler", "cron") == "cron" else "",
            promised="latency" in sla,
            sql=next(filter(None, sources), ""),
        )


def _properties(entries: list[dict] | None) -> dict:
    return {entry["property"]: entry["value"] for entry in entries or []}


def _unit(written: str) -> str:
    return UNITS.get(written) or written.removesuffix("s")


def contracts(folder: Path = SCHEMAS, cache: Path = CACHE) -> list[Dataset]:
    """All datasets, by name. Files that have not changed since the last parse come from the cache."""
    try:
        known = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    found = {}
    for file in sorted(folder.glob("*/*.yaml")):
        status = file.stat()
        # The fields are part of the key: another version of this file reads anew.
        key = f"{file} {status.st_mtime_ns} {status.st_size} {' '.join(Dataset.__annotations__)}"
        if key not in known:
            try:
                known[key] = asdict(Dataset.read(file))
            except (yaml.YAMLError, AttributeError, KeyError, TypeError, IndexError, ValueError) as problem:
                log.warning("%s is left out, `scripts/lake validate` says why: %s", file, problem)
                known[key] = None
        found[key] = known[key]
    _store(cache, found)
    return sorted((Dataset(**fields) for fields in found.values() if fields), key=lambda dataset: dataset.name)


def _store(cache: Path, found: dict) -> None:
    """Replaces the cache in one step; without one everything works, slower."""
    text = json.dumps(found, ensure_ascii=False)
    try:
        if cache.exists() and cache.read_text(encoding="utf-8") == text:
            return
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=cache.parent, delete=False) as new:
            new.write(text)
        os.replace(new.name, cache)
    except OSError as problem:
        log.warning("contracts are read anew at each parse: %s", problem)


def asset(zone: str, dataset: str) -> Asset:
    """A released table: what consumers schedule on."""
    return Asset(name=f"{zone}.{dataset}", uri=f"iceberg://{zone}/{dataset.replace('.', '/')}")


class LakeRun(BaseOperator):
    """`lake run` for a group of datasets. Emits an asset event for each table with a new release, and nothing else."""

    def __init__(self, *, datasets: list[str], news: AssetAlias, **kwargs):
        super().__init__(outlets=[news], **kwargs)
        self.datasets = datasets
        self.news = news
        self.process = None

    def execute(self, context):
        params = context["params"]
        wanted = [name for name in self.datasets if not params["datasets"] or name in params["datasets"]]
        if not wanted:
            raise AirflowSkipException("none of the chosen datasets is in this group")
        words = ["run", *wanted, "--json"]
        if params["partition"]:
            words.append(f"--partition={params['partition']}")
        if params["dry_run"]:
            words.append("--dry-run")
        code, output = self._lake(words)
        if code == NO_RETRY:
            raise AirflowFailException("the command or a contract is wrong, see the log; `scripts/lake validate` tells more")
        if code not in (0, HELD_BACK):
            raise AirflowException(f"the lake failed with exit code {code}, see the log; trying again is safe")
        summary = {"released": [], "held": [], "failed": []}
        for dataset in json.loads(output)["datasets"]:
            for release in dataset.get("released", []):
                table = asset(release["zone"], dataset["dataset"])
                news = {key: release.get(key) for key in ("snapshot", "partitions", "rows")}
                context["outlet_events"][self.news].add(table, extra=news)
                summary["released"].append(table.name)
            if dataset["status"] in summary:
                summary[dataset["status"]].append(dataset["dataset"])
                self.log.warning("%s: %s; `scripts/lake status` says why", dataset["dataset"], dataset["status"])
        return summary

    def _lake(self, words: list[str]) -> tuple[int, str]:
        """Runs the command, its progress into the task's log; returns exit code and standard output."""
        command = Variable.get("lake_command", default=[str(PROJECT / "scripts" / "lake")], deserialize_json=True)
        # Airflow's own settings hold passwords, which are none of the lake's business.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW__")}
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [*command, *words],
                env={**environment, "LAKE_HOME": LAKE_HOME, "LAKE_SCHEMAS": str(SCHEMAS)},
                stdout=output,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            for line in self.process.stderr:
                self.log.info(line.rstrip())
            code = self.process.wait()
            output.seek(0)
            return code, output.read()

    def on_kill(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)


@task(trigger_rule=TriggerRule.NONE_FAILED, retries=0)
def promises(runs: list[str], promised: list[str], ti=None):
    """Fails if a dataset that promises a latency was held back; what others released stays released."""
    summaries = [summary for summary in ti.xcom_pull(task_ids=runs) if summary]
    broken = {name for summary in summaries for name in summary["held"] + summary["failed"]} & set(promised)
    if broken:
        raise AirflowFailException(f"held back in spite of a promised latency: {', '.join(sorted(broken))}")


def inputs(dataset: Dataset, known: dict[str, Dataset]) -> set[str]:
    """The datasets that the SQL of a derived one reads."""
    words = re.findall(r"\b[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\b", dataset.sql)
    return {word for word in words if word in known and word != dataset.name}


def tables(names: set[str], known: dict[str, Dataset]) -> list[Asset]:
    """The released tables of datasets; closed ones have none."""
    zone = {"unconditional": "open", "conditional": "conditional"}
    return [asset(zone[known[name].opening], name) for name in sorted(names) if known[name].opening in zone]


def schedule(frequency: str, cron: str, derived: bool, after: list[Asset]):
    """When a DAG runs: in its rhythm; and, for derived datasets, as soon as all of their inputs were released anew."""
    if cron or frequency in CRON:
        time = CronTriggerTimetable(cron or CRON[frequency][2 if derived else 1], timezone=TIME_ZONE)
    elif frequency:
        value, unit = frequency.split()
        time = DeltaTriggerTimetable(timedelta(minutes=int(value) * MINUTES[unit]))
    else:
        return AssetAll(*after) if after else None
    return AssetOrTimeSchedule(timetable=time, assets=AssetAll(*after)) if after else time


def rhythm(frequency: str, cron: str) -> str:
    """The part of a DAG's id that says how often."""
    name = CRON[frequency][0] if frequency in CRON else re.sub(r"\W+", "_", f"every {frequency}") if frequency else "on_demand"
    return name + ("_at_" + re.sub(r"\W+", "_", cron.replace("*", "x")) if cron else "")


def described(datasets: list[Dataset]) -> str:
    """The page of a DAG: its datasets as their contracts describe them."""
    cells = [(d.name, d.title, d.purpose, d.provider, d.opening, d.steward, d.officer) for d in datasets]
    rows = [" | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) for row in cells]
    head = "dataset | title | purpose | provider | opening | steward | chief data officer"
    line = re.sub("[^|]+", "---", head)
    return "\n".join(f"| {row} |" for row in [head, line, *rows])


def build(dag_id: str, datasets: list[Dataset], when) -> DAG:
    """The DAG of one domain and frequency."""
    tags = {datasets[0].domain, *(d.opening for d in datasets), *(d.provider for d in datasets if d.provider)}
    with DAG(
        dag_id,
        description=f"lake run: {len(datasets)} datasets of {datasets[0].domain}",
        doc_md=described(datasets),
        schedule=when,
        start_date=datetime(2024, 3, 1),
        catchup=False,
        max_active_runs=1,
        tags=sorted(tags),
        params={
            "datasets": Param([], type="array", items={"enum": [d.name for d in datasets]}, description="empty: all"),
            "partition": Param(
                None,
                type=["null", "string"],
                pattern=r"^[a-z][a-z0-9_]*=[^=\s]+$",
                description="only this one, as day=2020-01-11",
            ),
            "dry_run": Param(False, type="boolean", description="say what would be done, and do nothing"),
        },
        default_args={
            "owner": ", ".join(sorted({d.steward for d in datasets})),
            "pool": POOL,
            "retries": 3,
            "retry_delay": timedelta(minutes=5),
            "retry_exponential_backoff": True,
            "max_retry_delay": timedelta(hours=1),
            "execution_timeout": timedelta(hours=6),
        },
    ) as dag:
        news = AssetAlias(f"{dag_id}.released")
        names = [d.name for d in datasets]
        groups = [names[i : i + DATASETS_PER_TASK] for i in range(0, len(names), DATASETS_PER_TASK)]
        runs = [LakeRun(task_id=f"run_{i:02}", datasets=group, news=news) for i, group in enumerate(groups, 1)]
        runs >> promises([run.task_id for run in runs], [d.name for d in datasets if d.promised])
    return dag


def dags(datasets: list[Dataset]) -> list[DAG]:
    """All DAGs of a lake."""
    known = {dataset.name: dataset for dataset in datasets}
    together = defaultdict(list)
    for dataset in datasets:
        together[dataset.domain, dataset.frequency, dataset.cron, bool(dataset.sql)].append(dataset)
    built = []
    for (domain, frequency, cron, derived), members in together.items():
        names = {member.name for member in members}
        after = tables(set().union(*(inputs(member, known) for member in members)) - names, known)
        dag_id = f"lake_{domain}_{'derived_' if derived else ''}{rhythm(frequency, cron)}"
        built.append(build(dag_id, members, schedule(frequency, cron, derived, after)))
    return built


for dag in dags(contracts()):
    globals()[dag.dag_id] = dag
