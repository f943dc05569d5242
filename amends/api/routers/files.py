"""Files: upload one, then name its id where a ticket or an activity is made."""

from ninja import File, Router, Status, UploadedFile

from amends.api.routers.tickets import FileRef
from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.files.actions import store_file

router = Router(tags=["Files"])


@router.post("", response={201: FileRef}, auth=WRITE, summary="Upload a file")
def upload(request: TokenRequest, file: File[UploadedFile]) -> Status[FileRef]:
    """An upload that is attached to nothing is removed after a day."""
    return Status(201, FileRef.of(store_file(file, by=actor_of(request), uploaded_by=request.user)))
