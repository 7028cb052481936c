"""The Hugging Face Hub: its cache, and downloads from it. Imports huggingface_hub, which the extra brings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bridge.errors import BadRequest, BadWeights
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.catalogue import NOT_INSTALLED, KnownModel


def cached(model: KnownModel, file: str) -> Path | None:
    """Where the cache holds a file of the model; None if nowhere."""
    try:
        from huggingface_hub import try_to_load_from_cache
    except ImportError:
        return None
    found = try_to_load_from_cache(model.repository, file)
    return Path(found) if isinstance(found, str) else None


def fetch(model: KnownModel, files: Sequence[str], otherwise: Sequence[str] = ()) -> dict[str, Path | None]:
    """Download `files`, with the Hub's own progress bars on stderr. Raises BadRequest, BadWeights.

    otherwise: names to try where a file of `files` is not in the repository.
    """
    if not library.installed():
        raise BadRequest(model.missing(NOT_INSTALLED))
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, LocalEntryNotFoundError

    _check_access(model)
    found: dict[str, Path | None] = dict.fromkeys([*files, *otherwise])
    for name in [*files, *otherwise]:
        if name in otherwise and all(found[f] for f in files):
            break
        try:
            found[name] = Path(hf_hub_download(model.repository, name))
        except LocalEntryNotFoundError as error:
            raise BadWeights(model.missing("the Hub cannot be reached")) from error
        except EntryNotFoundError:
            continue
        except (HfHubHTTPError, OSError) as error:
            raise BadWeights(model.missing(f"the download of {name} failed: {_line(error)}")) from error
    return found


def _check_access(model: KnownModel) -> None:
    """One request, without the retries of a download: is there a network, and may we? Raises BadWeights."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import GatedRepoError, OfflineModeIsEnabled, RepositoryNotFoundError

    try:
        HfApi().auth_check(model.repository)
    except GatedRepoError as error:
        raise BadWeights(model.missing("its licence has not been accepted, or you are not logged in")) from error
    except RepositoryNotFoundError as error:
        raise BadWeights(model.missing("the Hub does not show it to you")) from error
    except OfflineModeIsEnabled as error:
        raise BadWeights(model.missing("it is not on this machine")) from error
    except Exception as error:  # httpx, requests or their successor: the Hub's client names no common ancestor
        raise BadWeights(model.missing(f"the Hub cannot be reached ({_line(error)})")) from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
