/** Marks in the navigation the section that is being read. */
export function followSections() {
    const links = new Map(
        Array.from(document.querySelectorAll('.sections a'), link => [link.getAttribute('href')?.slice(1), link]),
    );
    const seen = new IntersectionObserver(
        entries => {
            for (const { target, isIntersecting } of entries) {
                const link = links.get(target.id);
                if (isIntersecting) link?.setAttribute('aria-current', 'true');
                else link?.removeAttribute('aria-current');
            }
        },
        { rootMargin: '-30% 0px -69% 0px' },
    );
    for (const section of document.querySelectorAll('main > section')) seen.observe(section);
}
