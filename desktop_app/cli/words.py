"""Text for people and JSON for programs."""

import json
import os
from pathlib import Path

from desktop_app.records import Change, IndexReport, ModelSpec, SearchHit
from desktop_app.reports import DoctorReport, WorkspaceStatus
from desktop_app.search.query_text import QueryParts


def plain(text: str | Path) -> str:
    """Fit for a terminal: what a file name holds besides characters (escape sequences, broken bytes) becomes "�"."""
    shown = os.fsencode(text).decode(errors="replace") if isinstance(text, Path) else text
    return "".join(character if character.isprintable() else "�" for character in shown)


def to_json(document: object) -> str:
    """One line of ASCII; undecodable bytes of a path stay as surrogate escapes."""
    return json.dumps(document)


def report_document(report: IndexReport) -> dict[str, object]:
    return {
        "found": report.found,
        "indexed": report.indexed,
        "unchanged": report.unchanged,
        "moved": report.moved,
        "removed": report.removed,
        "failed": [{"path": str(problem.path), "reason": problem.reason} for problem in report.failed],
        "seconds": round(report.seconds, 3),
        "photos_per_second": round(report.photos_per_second, 2),
    }


def hits_document(hits: tuple[SearchHit, ...]) -> list[dict[str, object]]:
    return [{"path": str(hit.path), "similarity": round(hit.similarity, 6), "relevance": hit.relevance} for hit in hits]


def model_document(model: ModelSpec) -> dict[str, object]:
    return {
        "id": model.id,
        "title": model.title,
        "kind": model.kind.value,
        "architecture": model.architecture,
        "licence": model.licence,
        "parameters": model.image_parameters + model.text_parameters,
        "dim": model.dim,
        "image_size_px": model.image_size_px,
        "download_bytes": model.download_bytes,
        "source": model.source,
        "summary": model.summary,
        "recommended": model.recommended,
        "installed": model.installed,
        "in_use": model.in_use,
    }


def understood(parts: QueryParts) -> str:
    """What a query was taken to mean."""
    wanted = [f"Closest to “{parts.text}”"] if parts.text else []
    return ", ".join([*wanted, *(f"without “{each}”" for each in parts.without)]) + "."


def doctor_document(report: DoctorReport) -> dict[str, object]:
    return {
        "problems": [
            {
                "kind": problem.kind,
                "description": problem.description,
                "path": None if problem.path is None else str(problem.path),
                "repaired": problem.repaired,
            }
            for problem in report.problems
        ],
        "photos": report.photos,
        "seconds": round(report.seconds, 3),
    }


def status_document(status: WorkspaceStatus) -> dict[str, object]:
    return {
        "photos": status.photos,
        "embedded": status.embedded,
        "folders": [
            {"id": folder.id, "path": str(folder.path), "state": str(folder.state), "photos": folder.photo_count}
            for folder in status.folders
        ],
        "problems": status.problems,
        "model": status.model_id,
        "device": status.device,
        "device_note": status.device_note,
        "second_model": status.second_model_id,
        "second_embedded": status.second_embedded,
    }


def change_document(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "path": str(change.path),
        "previous_path": None if change.previous_path is None else str(change.previous_path),
        "reason": change.reason,
    }
