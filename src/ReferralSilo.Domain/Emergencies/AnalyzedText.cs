using NodaTime;
using ReferralSilo.Domain.Text;

namespace ReferralSilo.Domain.Emergencies;

/// <summary>One free text of a referral as the rules read it: made once, however many lines and words are tried on
/// it.</summary>
internal sealed class AnalyzedText(string text, LocalDate today)
{
    private string? _folded;
    private MentionContext? _context;

    public string Folded => _folded ??= FoldedText.Fold(text);

    public SentenceWords Words => Context.Words;

    public MentionContext Context => _context ??= new MentionContext(new SentenceWords(text), today);
}
