"""dbt's unit tests of the models: off in a user's build, as they bring their own rows."""

from parsed_project import as_json, run


def test_the_unit_tests_of_models_pass(smallest):
    """They need the tables of a build for their types alone."""
    variables = {"shop": "files", "input_dir": str(smallest.path.parent / "input")}
    ended = run(["test", "--no-write-json", "--select", "test_type:unit"], variables, smallest.path.parent)
    assert ended.success, ended.error
    passed = {node.name for node in ended.nodes if node.resource_type == "unit_test"}
    assert passed == {test["name"] for test in as_json("files")["unit_tests"].values()}
    assert len(passed) > 50
