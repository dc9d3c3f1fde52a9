"""Reviews of a test shop, made through the service."""

from uuid import UUID

from shopwright.faces.services import Services
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import Opinion, Review
from tests.support.people import Person, actor_of


async def make_review(
    services: Services,
    person: Person,
    product_id: UUID,
    rating: int = 5,
    *,
    is_shown: bool = False,
) -> Review:
    """A review that waits for staff, or shows at once."""
    async with services.works(await actor_of(services, person)) as work:
        return await reviews.add(
            work,
            user_id=person.user_id,
            product_id=product_id,
            opinion=Opinion(rating, "Keeps tea hot", "Sturdy."),
            shows_at_once=is_shown,
        )
