"""Which pieces a refund gives the money of back, where it is one of pieces."""

from collections.abc import Sequence
from uuid import UUID

from shopwright.infra.work import Work
from shopwright.kernel.money import total
from shopwright.modules.orders.contracts import RefundedPieces
from shopwright.modules.orders.models import RefundedPiecesRow
from shopwright.modules.payments.contracts import Refund


def note_pieces(work: Work, begun: Sequence[Refund], pieces: Sequence[RefundedPieces]) -> None:
    """Note the pieces of a refund that is worth exactly theirs; of any other nothing is known."""
    if len(begun) != 1 or not pieces:
        return
    [refund] = begun
    if total((each.amount for each in pieces), refund.amount.currency) == refund.amount:
        work.write(RefundedPiecesRow, [_row(refund.id, each) for each in pieces])


def _row(refund_id: UUID, pieces: RefundedPieces) -> dict[str, object]:
    return {
        "refund_id": refund_id,
        "line_id": pieces.line_id,
        "quantity": pieces.quantity,
        "amount": pieces.amount.minor,
    }
