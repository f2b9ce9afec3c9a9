namespace ReferralSilo.Grains.Clocks;

/// <summary>A grain whose state says when it is next due.</summary>
[Alias("clocked"), GrainInterfaceType("clocked")]
public interface IHasDeadline : IGrainWithStringKey
{
    /// <summary>Time may be up. The grain checks again; too early does nothing.</summary>
    [Alias("ring")]
    Task OnDeadline();
}
