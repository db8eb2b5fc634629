namespace PromMultiplexer.Load;

/// <summary>What containers or clients do that nobody wishes for.</summary>
internal enum Hostility
{
    /// <summary>Nothing of the kind.</summary>
    None,

    /// <summary>200,000 families of one sample each.</summary>
    Families,

    /// <summary>600,000 lines of four bytes.</summary>
    Short,

    /// <summary>15,000 lines that have to be spelled anew.</summary>
    Odd,

    /// <summary>3,000 and 33,000 samples by turns.</summary>
    Swinging,

    /// <summary>20,000 samples and 100,000 families by turns.</summary>
    Turning,

    /// <summary>60 clients that ask for the page every five seconds and take nothing of it.</summary>
    Idle,
}
