/** A site whose server has rendered the whole document. React takes it over when the test says so. */
import {useState} from 'react';
import {hydrateRoot} from 'react-dom/client';

function Site() {
  const [parcels, setParcels] = useState(0);
  return (
    <html lang="en">
      <head>
        <title>A small shop</title>
      </head>
      <body>
        <main>
          <h1>A small shop</h1>
          <button onClick={() => setParcels(parcels + 1)}>Add</button>
          <output>{parcels}</output>
        </main>
      </body>
    </html>
  );
}

window.shop.hydrate = () => hydrateRoot(document, <Site />);
