"""The derived DAGs in a real Airflow: what they look like, what the exit codes become, and runs from end to end."""

import copy
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

DAGS = Path(__file__).resolve().parent
PROJECT = DAGS.parent
WORK = Path(tempfile.mkdtemp(prefix="jinyang-lake-airflow-"))
os.environ |= {  # Airflow reads its settings when it is imported
    "AIRFLOW_HOME": str(WORK / "airflow"),
    "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    "LAKE_HOME": str(WORK / "lake home"),
    "LAKE_SCHEMAS": str(PROJECT / "schemas"),
}
sys.path.insert(0, str(DAGS))

import jinyang_lake  # noqa: E402
from airflow.dag_processing.dagbag import DagBag  # noqa: E402
from airflow.models.asset import AssetEvent  # noqa: E402
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException, ParamValidationError  # noqa: E402
from airflow.utils.session import create_session  # noqa: E402
from sqlalchemy import select  # noqa: E402

HEALTH = "lake_health_daily"


@pytest.fixture(scope="session", autouse=True)
def airflow():
    """Airflow's own database, empty; all that the tests wrote is removed at the end."""
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, capture_output=True)
    yield
    shutil.rmtree(WORK)


@pytest.fixture(scope="session")
def bag(airflow):
    return DagBag(dag_folder=str(DAGS))


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Puts a command in the lake's place that leaves its words in `words`, prints, and ends with an exit code."""

    def answer(code, *datasets):
        output = tmp_path / "output"
        output.write_text(json.dumps({"datasets": datasets}), encoding="utf-8")
        script = tmp_path / "command"
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{tmp_path}/words"\ncat "{output}"\nexit {code}\n')
        script.chmod(0o755)
        monkeypatch.setenv("AIRFLOW_VAR_LAKE_COMMAND", json.dumps([str(script)]))
        return tmp_path / "words"

    return answer


def released(dataset, **release):
    return {"dataset": dataset, "status": "done", "released": [release]}


def execute(bag, **params):
    """The first task of the health DAG, run without a scheduler."""
    context = {"params": {"datasets": [], "partition": None, "dry_run": False} | params}
    return bag.dags[HEALTH].get_task("run_01").execute(context)


def events():
    with create_session() as session:
        return [(event.asset.name, event.extra) for event in session.scalars(select(AssetEvent).order_by(AssetEvent.id))]


# What the DAGs are.


def test_the_file_is_imported_without_an_error(bag):
    assert bag.import_errors == {}
    assert [Path(stat.file).name for stat in bag.dagbag_stats] == ["jinyang_lake.py"]


def test_every_contract_of_the_project_is_run_by_exactly_one_task(bag):
    run = [name for dag in bag.dags.values() for task in dag.tasks for name in getattr(task, "datasets", [])]
    contracts = (PROJECT / "schemas").glob("*/*.yaml")
    assert sorted(run) == sorted(f"{file.parent.name}.{file.stem}" for file in contracts)


def test_each_dag_says_whose_it_is_and_what_it_runs(bag):
    for dag in bag.dags.values():
        datasets = [d for d in jinyang_lake.contracts() if any(d.name in getattr(t, "datasets", []) for t in dag.tasks)]
        assert {d.domain for d in datasets} | {d.opening for d in datasets} | {d.provider for d in datasets} == dag.tags
        assert all(d.name in dag.doc_md and d.title in dag.doc_md for d in datasets)
        assert not dag.catchup
        assert dag.max_active_runs == 1
        for task in dag.tasks:
            assert task.owner == ", ".join(sorted({d.steward for d in datasets}))
            assert task.execution_timeout is not None
            assert task.pool == "spark"


def test_a_run_is_tried_again_and_the_look_at_its_result_is_not(bag):
    for dag in bag.dags.values():
        *runs, promises = dag.topological_sort()
        assert [task.retries for task in runs] == [3] * len(runs)
        assert promises.retries == 0


def test_no_dag_has_a_cycle(bag):
    for dag in bag.dags.values():
        dag.validate()
        assert len(dag.topological_sort()) == len(dag.tasks)


def test_collected_data_come_at_night_and_what_is_derived_follows_its_inputs(bag):
    assert bag.dags[HEALTH].timetable.expression == "0 2 * * *"
    derived = bag.dags["lake_city_derived_daily"].timetable
    assert derived.timetable.expression == "0 6 * * *"
    inputs = {asset.uri for asset in derived.asset_condition.objects}
    assert "iceberg://conditional/health/hospital_visits" in inputs
    assert not any("/city/" in uri for uri in inputs)


def test_a_contract_may_say_when_and_how_often(tmp_path):
    text = (PROJECT / "schemas/health/epidemic_daily.yaml").read_text(encoding="utf-8")
    frequency = "{property: frequency, value: 1, unit: d}"
    assert frequency in text
    for name, other in {
        "on_demand": "{property: generalAvailability, value: 2024-03-01}",
        "every_2_day": "{property: frequency, value: 2, unit: days}",
        "monthly": "{property: frequency, value: 1, unit: months}",
        "daily_at_30_20_x_x_x": "{property: frequency, value: 1, unit: d, schedule: '30 20 * * *'}",
    }.items():
        (tmp_path / name / "health").mkdir(parents=True)
        contract = tmp_path / name / "health/epidemic_daily.yaml"
        contract.write_text(text.replace(frequency, other), encoding="utf-8")
        dags = jinyang_lake.dags(jinyang_lake.contracts(tmp_path / name, tmp_path / "cache.json"))
        assert [dag.dag_id for dag in dags] == [f"lake_health_{name}"]


def test_a_contract_that_cannot_be_read_stops_no_other(tmp_path, caplog):
    (tmp_path / "health").mkdir()
    shutil.copy(PROJECT / "schemas/health/epidemic_daily.yaml", tmp_path / "health")
    (tmp_path / "health/broken.yaml").write_text("name: [", encoding="utf-8")
    datasets = jinyang_lake.contracts(tmp_path, tmp_path / "cache.json")
    assert [dataset.name for dataset in datasets] == ["health.epidemic_daily"]
    assert "broken.yaml is left out, `scripts/lake validate` says why" in caplog.text


def test_a_thousand_contracts_are_parsed_in_a_second(tmp_path):
    text = (PROJECT / "schemas/governance/hotline_tickets.yaml").read_text(encoding="utf-8")
    for i in range(1000):
        folder = tmp_path / f"domain_{i % 20}"
        folder.mkdir(exist_ok=True)
        contract = text.replace("name: hotline_tickets", f"name: d{i}").replace("domain: governance", f"domain: {folder.name}")
        (folder / f"d{i}.yaml").write_text(contract, encoding="utf-8")
    cache = tmp_path / "cache.json"
    assert len(jinyang_lake.contracts(tmp_path, cache)) == 1000

    def parse():
        start = time.process_time()
        assert len(jinyang_lake.dags(jinyang_lake.contracts(tmp_path, cache))) == 20
        return time.process_time() - start

    assert min(parse() for _ in range(3)) < 1

    (tmp_path / "domain_7/d7.yaml").write_text(contract.replace("name: d999", "name: d7").replace("domain_19", "domain_7"))
    assert "domain_7.d7" in {dataset.name for dataset in jinyang_lake.contracts(tmp_path, cache)}


# What a run becomes.


def test_words_are_passed_one_by_one_and_never_through_a_shell(bag, command):
    words = command(0)
    execute(bag, datasets=["health.epidemic_daily"], partition="day=$(reboot)", dry_run=True)
    assert words.read_text().splitlines() == [
        "run",
        "health.epidemic_daily",
        "--json",
        "--partition=day=$(reboot)",
        "--dry-run",
    ]


def test_a_form_with_a_wrong_dataset_or_partition_is_refused(bag):
    for wrong in ({"datasets": ["market.enterprises"]}, {"partition": "--lake-home=/"}, {"dry_run": "yes"}):
        params = copy.deepcopy(bag.dags[HEALTH].params)
        with pytest.raises(ParamValidationError, match="Invalid input for param"):
            params.update(wrong)
            params.validate()


def test_a_group_without_any_chosen_dataset_is_skipped(bag, command):
    command(0)
    with pytest.raises(AirflowSkipException):
        execute(bag, datasets=["health.nothing"])


def test_a_wrong_contract_fails_without_retry(bag, command):
    command(2)
    with pytest.raises(AirflowFailException, match="lake validate"):
        execute(bag)


@pytest.mark.parametrize("code", [3, 137])
def test_a_failed_lake_fails_with_retry(bag, command, code):
    command(code)
    with pytest.raises(AirflowException, match=f"exit code {code}") as failure:
        execute(bag)
    assert not isinstance(failure.value, AirflowFailException)


def test_only_what_was_released_anew_tells_those_who_wait_for_it(bag, command):
    command(
        1,
        released("health.epidemic_daily", zone="open", snapshot="7", partitions=["day=2020-01-11"], rows=31),
        {"dataset": "health.hospital_visits", "status": "held", "released": []},
    )
    before = len(events())
    run = bag.dags[HEALTH].test()
    assert run.state == "success"
    assert events()[before:] == [("open.health.epidemic_daily", {"snapshot": "7", "partitions": ["day=2020-01-11"], "rows": 31})]


def test_a_dataset_with_a_promised_latency_that_is_held_back_fails_the_run_but_not_the_release(command, tmp_path, monkeypatch):
    text = (PROJECT / "schemas/health/hospital_visits.yaml").read_text(encoding="utf-8")
    (tmp_path / "health").mkdir()
    promise = "slaProperties:\n  - {property: latency, value: 8, unit: h}"
    (tmp_path / "health/hospital_visits.yaml").write_text(text.replace("slaProperties:", promise), encoding="utf-8")
    [dag] = jinyang_lake.dags(jinyang_lake.contracts(tmp_path, tmp_path / "cache.json"))
    command(1, {"dataset": "health.hospital_visits", "status": "held", "released": []})
    states = {instance.task_id: instance.state for instance in dag.test().get_task_instances()}
    assert states == {"run_01": "success", "promises": "failed"}


def test_a_run_on_a_real_lake_releases_what_landed_and_the_next_one_finds_nothing_to_do(bag, tmp_path, monkeypatch):
    conf = tmp_path / "conf"
    shutil.copytree(PROJECT / "conf", conf)
    monkeypatch.setenv("LAKE_CONF", str(conf))
    monkeypatch.setenv("LAKE_PERSON_PASSWORD", secrets.token_hex())

    def lake(*words):
        return subprocess.run([PROJECT / "scripts/lake", *words], capture_output=True, check=True, text=True).stdout

    def key(name):
        file = tmp_path / f"{name}.p12"
        with open(conf / "persons.yaml", "a", encoding="utf-8") as register:
            register.write(json.loads(lake("keys", "person", name, "--out", str(file), "--json"))["register"] + "\n")
        return str(file)

    home = Path(os.environ["LAKE_HOME"])
    lake("demo-data", "--rows", "1000", "--days", "1", "--out", str(home / "landing"))
    [enterprises] = [dataset for dataset in jinyang_lake.contracts() if dataset.domain == "market"]
    lake("propose", enterprises.name, "--key", key(enterprises.steward))
    lake("approve", enterprises.name, "--key", key(enterprises.officer))
    dag = bag.dags["lake_market_daily"]

    before = len(events())
    assert dag.test().state == "success"
    [(name, news)] = events()[before:]
    assert name == "open.market.enterprises"
    assert news["rows"] > 0
    assert news["partitions"] == ["day=2024-03-04"]
    assert news["snapshot"].isdigit()

    before = sorted(home.glob("warehouse/**/*")), events()
    assert dag.test().state == "success"
    assert (sorted(home.glob("warehouse/**/*")), events()) == before
